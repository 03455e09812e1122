/// Who is told, while worlds are explored, how far that is and what may be a mistake in them.
package struct ExplorationListener: Sendable {
  /// The listener of the task; nobody listens if there is none.
  @TaskLocal package static var current: ExplorationListener?

  /// Told now and then how many states were found, and `nil` at the end.
  let progress: @Sendable (Int?) -> Void
  /// Told of a privileged key that states share.
  let sharedKey: @Sendable (SharedPrivilegedKey) -> Void

  /// A listener.
  package init(
    progress: @escaping @Sendable (Int?) -> Void,
    sharedKey: @escaping @Sendable (SharedPrivilegedKey) -> Void
  ) {
    self.progress = progress
    self.sharedKey = sharedKey
  }

  /// Nodes that are explored between two calls.
  static let step = 1 << 14
}

/// A privileged key that two different states have in which everything that is observed is the same, too.
package struct SharedPrivilegedKey: Sendable, Hashable {
  /// The key.
  package let key: String
  /// The two states, in Swift's words.
  package let first, second: String
}
