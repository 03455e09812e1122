extension PhiloxStream {
  /// The numbers below a count in random order: sorted by the first word at the address of each.
  package static func order(of count: Int, by block: (Int) -> PhiloxBlock) -> [Int] {
    let keys = (0..<count).map { block($0).word0 }
    return (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }
  }
}
