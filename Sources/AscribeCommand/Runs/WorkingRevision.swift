import Foundation

/// The commit that the working folder's repository is at, read from git's own files: starting git would take as long as a
/// small run.
enum WorkingRevision {
  /// Its identifier; `nil` outside of a repository, and in one without a commit.
  static var current: String? { revision(of: FileManager.default.currentDirectoryPath) }

  /// The same of a folder.
  static func revision(of folder: String) -> String? {
    guard let repository = repository(of: folder), let head = line(of: "\(repository)/HEAD") else {
      return nil
    }
    guard head.hasPrefix("ref: ") else { return isRevision(head) ? head : nil }
    let branch = String(head.dropFirst(5))
    // A second working folder of a repository has branches in common with the first.
    let common = line(of: "\(repository)/commondir").map { $0.hasPrefix("/") ? $0 : "\(repository)/\($0)" }
    for place in [repository, common].compactMap(\.self) {
      if let found = line(of: "\(place)/\(branch)"), isRevision(found) { return found }
      guard let packed = try? String(contentsOfFile: "\(place)/packed-refs", encoding: .utf8) else {
        continue
      }
      let found = packed.split(separator: "\n").first { $0.hasSuffix(" \(branch)") }?.prefix { $0 != " " }
      if let found, isRevision(String(found)) { return String(found) }
    }
    return nil
  }

  private static func repository(of folder: String) -> String? {
    var place = folder
    while true {
      let path = "\(place == "/" ? "" : place)/.git"
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
        if isFolder.boolValue { return path }
        guard let text = line(of: path), text.hasPrefix("gitdir: ") else { return nil }
        let target = String(text.dropFirst(8))
        return target.hasPrefix("/") ? target : "\(place)/\(target)"
      }
      guard place != "/", let end = place.lastIndex(of: "/") else { return nil }
      place = end == place.startIndex ? "/" : String(place[..<end])
    }
  }

  private static func line(of path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first.map(String.init)
  }

  private static func isRevision(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
  }
}
