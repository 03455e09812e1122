import Trajectories

/// Files of one folder that are written piece by piece and get their names together. Work that ends before leaves
/// neither files behind nor the folder, if it was not there.
final class OutputFiles {
  private(set) var files: [OutputFile] = []
  /// Folders to remove unless the files are finished.
  private var created: [String]

  /// Creates the folder if it is not there, and opens the files under temporary names.
  init(_ path: String, names: [String]) throws(FileError) {
    created = try AtomicFile.createDirectory(path)
    for name in names { files.append(try OutputFile("\(path)/\(name)")) }
  }

  deinit {
    // The temporary files go first: only an empty folder can be removed.
    files = []
    AtomicFile.removeDirectories(created)
  }

  /// Gives every file its final name, in the order of the names.
  func finish() throws(FileError) {
    for file in files {
      try file.commit()
      created = []
    }
  }
}
