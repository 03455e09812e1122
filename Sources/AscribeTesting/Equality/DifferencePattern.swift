/// What credits that differ have in common: the nearest thing to a cause that the numbers alone tell.
struct DifferencePattern: CustomStringConvertible {
  let description: String

  /// The first pattern that explains all differing credits, or `nil` if none does or fewer than two differ.
  ///
  /// - Parameters:
  ///   - found, expected: Credits of the decisions.
  ///   - differing: The decisions that differ.
  ///   - places: Where decisions stand.
  ///   - agree: Whether two credits count as equal.
  init?(
    _ found: [Double], _ expected: [Double?], at differing: [Int], _ places: DecisionPlaces,
    agree: (Double, Double) -> Bool
  ) {
    let compared = found.indices.compactMap { index in expected[index].map { (index, found[index], $0) } }
    guard differing.count > 1, differing.allSatisfy({ found[$0].isFinite }) else { return nil }
    if compared.allSatisfy({ agree($1, -$2) }) {
      description = "all have the opposite sign"
      return
    }
    // The credit that is farthest from 0 says the factor best.
    if let (_, top, reference) = compared.max(by: { abs($0.2) < abs($1.2) }), reference != 0 {
      let factor = top / reference
      if factor != 0, compared.allSatisfy({ agree($1 / factor, $2) }) {
        description = "all are the expected ones times \(factor)"
        return
      }
    }
    if let (_, first, reference) = compared.first,
      compared.allSatisfy({ agree($1 - (first - reference), $2) })
    {
      description = "all are the expected ones plus \(first - reference)"
      return
    }
    let sorted = (compared.map(\.1).sorted(), compared.map(\.2).sorted())
    if zip(sorted.0, sorted.1).allSatisfy(agree) {
      description = "the numbers are the expected ones at other places"
      return
    }
    let agents = Set(differing.map(places.agent))
    let turns = Set(differing.map { places.turn[$0] })
    let episodes = Set(differing.map(places.episodeName))
    let all = compared.map(\.0)
    if let agent = agents.first, agents.count == 1, Set(all.map(places.agent)).count > 1 {
      description = "all are of agent \"\(agent)\""
    } else if let turn = turns.first, turns.count == 1, Set(all.map { places.turn[$0] }).count > 1 {
      description = "all are of turn \(turn)"
    } else if let episode = episodes.first, episodes.count == 1, Set(all.map(places.episodeName)).count > 1 {
      description = "all are of episode \"\(episode)\""
    } else {
      return nil
    }
  }
}
