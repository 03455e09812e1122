/// A folder that takes what a command writes in place of the paths that it names: a command that is run again overwrites
/// nothing of what it wrote before.
struct ScratchFolder: Sendable {
  private let root: String

  init(_ root: String) { self.root = root }

  private static let relative = "relative/"
  private static let absolute = "absolute/"

  /// Where a path leads in the folder; one that leads there already stays.
  func path(of named: String) -> String {
    guard !named.hasPrefix("\(root)/") else { return named }
    let start = named.hasPrefix("/") ? Self.absolute : Self.relative
    let parts = named.split(separator: "/").map { part in
      // Nothing leads out of the folder.
      part.allSatisfy { $0 == "." } || part.hasPrefix("%") ? "%\(part)" : String(part)
    }
    return "\(root)/\(start)\(parts.joined(separator: "/"))"
  }

  /// The path that leads there.
  func name(of path: String) -> String {
    guard path.hasPrefix("\(root)/") else { return path }
    let inside = path.dropFirst(root.count + 1)
    let isAbsolute = inside.hasPrefix(Self.absolute)
    let parts = inside.dropFirst(isAbsolute ? Self.absolute.count : Self.relative.count).split(separator: "/")
    return (isAbsolute ? "/" : "")
      + parts.map { $0.hasPrefix("%") ? $0.dropFirst() : $0 }.joined(separator: "/")
  }
}
