import Glibc

/// Files of one folder that appear together, in a folder of their own: it is written aside and takes its place when all are
/// complete. Whoever looks sees what stood there before, or all of the new files.
///
/// A folder that holds anything is refused, unless it is to be replaced and holds nothing but results of Ascribe. Work that
/// ends before ``commit()`` leaves nothing behind. Of two that write to one place, the first to be complete wins, and the
/// other says so.
package final class ResultFolder {
  /// The files, in the order of their names.
  package private(set) var files: [AtomicFile] = []

  private let path: String
  private let parents: AtomicFolder
  private let parent: FolderHandle
  private let name: String
  private let temporary: String
  /// Whether the folder still bears its temporary name.
  private var isPending = true
  private var state: State

  /// What stands in the place.
  private enum State {
    case nothing, empty, results
  }

  /// Opens the files under a temporary folder beside the place; folders above it are made where they are missing.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - names: The files, each with the folders in this one that it stands in, as in `Sources/main.swift`.
  ///   - replaces: Whether a folder of results may be replaced.
  ///   - mustBeNew: Whether even an empty folder is refused.
  /// - Throws: ``FileError`` if a folder cannot be made or written in, and for what may not be replaced.
  package init(
    _ path: String, names: [String], replaces: Bool = false, mustBeNew: Bool = false
  ) throws(FileError) {
    self.path = path
    var place = try FileRoles.madePath(of: path)
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    var status = stat()
    let isThere = unsafe lstat(place, &status) == 0
    guard !mustBeNew || !isThere else {
      throw FileError(path: path, operation: .createFolder, reason: "something of that name exists")
    }
    state = try Self.state(of: place, names: names, replaces: replaces, shownAs: path)
    // What a link leads to is the place.
    if state != .nothing, let resolved = unsafe realpath(place, nil) {
      place = unsafe String(cString: resolved)
      unsafe free(resolved)
    }
    let end = place.lastIndex(of: "/")
    let above = end.map { String(place[...$0]) } ?? ""
    name = end.map { String(place[place.index(after: $0)...]) } ?? place
    guard !name.isEmpty, name != ".", name != ".." else {
      throw FileError(path: path, operation: .createFolder, reason: "it has no name of its own")
    }
    guard name.utf8.count <= NAME_MAX else {
      throw FileError(path: path, operation: .createFolder, reason: SystemCall.reason(of: ENAMETOOLONG))
    }
    parents = try AtomicFolder(above.isEmpty ? "." : above, shownAs: path)
    parent = try FolderHandle(above, for: path)
    temporary = try parent.createTemporaryFolder(for: path)
    try Self.makeFolders(of: names, in: "\(above)\(temporary)", shownAs: path)
    for file in names {
      files.append(try AtomicFile("\(above)\(temporary)/\(file)", shownAs: "\(path)/\(file)"))
    }
  }

  deinit {
    files = []
    if isPending { parent.removeFolder(temporary) }
  }

  /// Puts the folder in its place; all bytes are on the disk before.
  ///
  /// - Throws: ``FileError`` for a file that cannot be written, and for a place that was taken meanwhile.
  package func commit() throws(FileError) {
    try AtomicFile.commit(files)
    switch state {
    case .nothing, .empty:
      try parent.renameFolder(temporary, to: name, for: path)
    case .results:
      try parent.exchange(temporary, name, for: path)
      parent.removeFolder(temporary)
    }
    isPending = false
    parents.commit()
    try parent.flush(for: path)
  }

  /// Makes the folders that files stand in.
  private static func makeFolders(
    of names: [String], in folder: String, shownAs path: String
  ) throws(FileError) {
    for name in names {
      let parents = name.split(separator: "/").dropLast()
      for depth in parents.indices {
        let inner = parents[...depth].joined(separator: "/")
        guard unsafe mkdir("\(folder)/\(inner)", 0o777) != 0, errno != EEXIST else { continue }
        throw FileError(
          path: "\(path)/\(inner)", operation: .createFolder, reason: SystemCall.reason)
      }
    }
  }

  /// What stands in the place.
  private static func state(
    of place: String, names: [String], replaces: Bool, shownAs path: String
  ) throws(FileError) -> State {
    var status = stat()
    guard unsafe stat(place, &status) == 0 else {
      let code = errno
      if code == ENOENT, unsafe lstat(place, &status) != 0 { return .nothing }
      throw FileError(path: path, operation: .createFolder, reason: SystemCall.reason(of: code))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(path: path, operation: .createFolder, reason: "a file stands there")
    }
    let entries = try FolderHandle(place, for: path).entries(for: path)
    guard !entries.isEmpty else { return .empty }
    let known = Set(names)
    if let foreign = entries.first(where: { name in
      var file = stat()
      let isFile = unsafe lstat("\(place)/\(name)", &file) == 0 && file.st_mode & S_IFMT == S_IFREG
      return !isFile || !known.contains(name) && !isResult(name)
    }) {
      throw FileError(
        path: path, operation: .replace, reason: "it holds \"\(foreign)\", which is no result of Ascribe")
    }
    guard replaces else {
      throw FileError(
        path: path, operation: .replace, reason: "it holds results already; give another folder, or --replace"
      )
    }
    return .results
  }

  /// Whether a file bears a name that Ascribe gives.
  private static func isResult(_ name: String) -> Bool {
    ["trace.jsonl", "results.json"].contains(name) || name.hasSuffix(".credits.jsonl")
  }
}
