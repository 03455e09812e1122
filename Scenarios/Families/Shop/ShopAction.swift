/// What searcher and buyer do; constraints are numbers from 0.
package enum ShopAction: Hashable, Sendable, CustomStringConvertible {
  /// The searcher turns to the next listing.
  case search
  /// The searcher states a constraint in its query, which starts over.
  case refine(UInt8)
  /// The searcher shows the listing to the buyer.
  case offer
  /// The buyer looks into a hidden constraint, counted from 0 among those.
  case inspect(UInt8)
  /// The buyer sends the searcher on.
  case reject
  /// The buyer keeps the listing, or the better one of it and what was kept, and sends the searcher on.
  case keep
  case buy
  case buyKept

  package var description: String {
    switch self {
    case .search: "search"
    case .refine(let constraint): "refine-\(constraint)"
    case .offer: "offer"
    case .inspect(let constraint): "inspect-\(constraint)"
    case .reject: "reject"
    case .keep: "keep"
    case .buy: "buy"
    case .buyKept: "buy-kept"
    }
  }
}

/// A listing as it looks: what it shows, and what inspections seemed to say.
package struct ShopView: Hashable, Sendable {
  /// How the visible constraints look.
  enum Look: String, Hashable, Sendable {
    case good
    /// One of them is missed.
    case flawed
    /// More than one are.
    case bad
  }

  let look: Look
  let inspected: UInt16
  let doubted: UInt16
}

/// What searcher and buyer see: the query and the listings, as far as they show what they are.
package struct ShopObservation: Hashable, Sendable {
  let isJudging: Bool
  let query: UInt16
  let current: ShopView?
  let kept: ShopView?
}

extension Shop {
  func view(of listing: Listing) -> ShopView {
    let look: ShopView.Look =
      switch listing.fit {
      case .exact: .good
      case .misses(let constraint): Int(constraint) < parameters.visible ? .flawed : .good
      case .poor: .bad
      }
    return ShopView(look: look, inspected: listing.inspected, doubted: listing.doubted)
  }

  package func label(ofObservation observation: ShopObservation) -> String {
    let query = (0..<parameters.constraints).filter { observation.query >> UInt16($0) & 1 == 1 }
    return [
      observation.isJudging ? "judge" : "search",
      query.isEmpty ? nil : "query:\(query.map(String.init).joined(separator: ","))",
      observation.current.map { "current:\(text(of: $0))" }, observation.kept.map { "kept:\(text(of: $0))" },
    ].compactMap { $0 }.joined(separator: "|")
  }

  /// The look, and for each hidden constraint that was looked into whether it seemed to be met.
  private func text(of view: ShopView) -> String {
    let found = (0..<parameters.hidden).filter { view.inspected >> UInt16($0) & 1 == 1 }.map {
      "\(view.doubted >> UInt16($0) & 1 == 1 ? "-" : "+")\($0)"
    }
    return ([view.look.rawValue] + found).joined()
  }
}
