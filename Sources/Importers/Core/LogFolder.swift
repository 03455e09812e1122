import Foundation
import Trajectories

/// Logs that are a folder: tau2-bench writes `results.json` and a file for each simulation into `simulations`.
enum LogFolder {
  private static let results = "results.json"
  private static let parts = "simulations"

  /// The paths, each that leads to a folder replaced by the files of the log in it, in the order of their names.
  ///
  /// - Throws: `TraceError` for a folder that holds no log.
  static func expanding(_ paths: [String]) throws(TraceError) -> [String] {
    var files: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard path != "-", unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder.boolValue
      else {
        files.append(path)
        continue
      }
      files += try self.files(of: path)
    }
    return files
  }

  private static func files(of folder: String) throws(TraceError) -> [String] {
    let stem = folder.hasSuffix("/") ? folder : folder + "/"
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: stem + parts)) ?? []
    let simulations = names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".json.gz") }.sorted {
      ByteName($0) < ByteName($1)
    }
    let index = manager.fileExists(atPath: stem + results) ? [stem + results] : []
    guard !index.isEmpty || !simulations.isEmpty else {
      throw TraceError(
        file: folder, found: "a folder without \(results) and \(parts)/*.json",
        expected: "a file, or the folder of a run of tau2-bench")
    }
    return index + simulations.map { "\(stem)\(parts)/\($0)" }
  }
}
