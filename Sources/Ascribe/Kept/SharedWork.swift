/// Work in numbered pieces, which any number of processes can do in any order.
package protocol SharedWork: Sendable {
  /// Does some of the pieces, and keeps what comes of each.
  func keep(in kept: KeptPart, on pieces: Range<Int>, progress: (Int) -> Void) throws
}
