import Foundation
import Trajectories

/// Logs that are a folder: tau2-bench writes `results.json` and a file for each simulation into `simulations`; TraceElephant
/// has a folder of two files for each failure, in folders of its systems.
enum LogFolder {
  private static let results = "results.json"
  private static let parts = "simulations"
  private static let pair = [TraceElephantImporter.metadata, TraceElephantImporter.steps]
  /// How deep the folders of failures lie at most.
  private static let mostLevels = 3

  /// The paths, each that leads to a folder replaced by the files of the log in it, in the order of their names.
  ///
  /// - Throws: `TraceError` for a folder that holds no log.
  static func expanding(_ paths: [String]) throws(TraceError) -> [String] {
    var files: [String] = []
    for path in paths {
      guard path != "-", isFolder(path) else {
        files.append(path)
        continue
      }
      files += try self.files(of: path)
    }
    return files
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func files(of folder: String) throws(TraceError) -> [String] {
    let stem = folder.hasSuffix("/") ? folder : folder + "/"
    let simulations = names(in: stem + parts).filter { $0.hasSuffix(".json") || $0.hasSuffix(".json.gz") }
    let index = FileManager.default.fileExists(atPath: stem + results) ? [stem + results] : []
    guard index.isEmpty, simulations.isEmpty else {
      return index + simulations.map { "\(stem)\(parts)/\($0)" }
    }
    let pairs = pairs(in: stem, levels: mostLevels)
    guard !pairs.isEmpty else {
      throw TraceError(
        file: folder,
        found:
          "a folder without \(results) and \(parts)/*.json, and without \(pair.joined(separator: " and "))",
        expected: "a file, the folder of a run of tau2-bench, or one of failures of TraceElephant")
    }
    return pairs
  }

  /// The files of the failures in a folder and the folders under it.
  private static func pairs(in stem: String, levels: Int) -> [String] {
    let names = names(in: stem)
    let own = pair.filter(names.contains).map { stem + $0 }
    guard levels > 1 else { return own }
    return own
      + names.map { "\(stem)\($0)/" }.filter(isFolder).flatMap { pairs(in: $0, levels: levels - 1) }
  }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted {
      ByteName($0) < ByteName($1)
    }
  }
}
