import Simulation
import TestSupport
import Testing

struct ShopTests {
  static let variants: [KeyValuePairs<String, String>] = [
    [:], ["constraints": "1", "horizon": "4"], ["constraints": "2", "hidden": "2", "horizon": "7"],
    ["constraints": "3", "hidden": "1", "horizon": "6"],
    ["partialScore": "0", "horizon": "3"], ["constraints": "1", "refinement": "0.2", "horizon": "11"],
    ["odds": "0.3", "clutter": "0.5", "inspectionError": "0.3", "horizon": "9", "patience": "0.2"],
  ]

  @Test(arguments: variants.indices) func conforms(index: Int) throws {
    let scenario = try scenario("shop", Self.variants[index])
    #expect(ConformanceChecker(episodes: 50).violations(of: scenario) == [])
    try expectExact(scenario)
  }

  /// One hidden constraint, three turns: only search, offer and buy end in a purchase. Listings are exact 1, missing 1,
  /// poor 2, of 4; there is nothing visible, so poor ones look bad. In the first turn search 3 and refine 2; after it
  /// 1, .5 and 6 for a good look, 3, 2 and .4 for a bad one.
  @Test func threeTurnsByHand() throws {
    let walk = try walk("shop", ["constraints": "1", "horizon": "3"])
    // The buyer, patience .7: inspecting 4.2, buying 6 · .3 = 1.8 or .3, rejecting .5 or 4, keeping 1 or .6.
    let buysGood = 1.8 / (1.8 + 0.5 + 1 + 4.2)
    let good = 6 / 7.5 * buysGood
    expect(walk.value, 0.6 * (0.25 * good * 1 + 0.25 * good * 0.3))
    let offered = walk.decisions.filter { $0.turn == 2 && $0.agents == ["buyer"] }
    #expect(Set(offered.map(\.state)).count == 3)
    let place = "judge|current:good|current-is:exact"
    expect(walk.credit("buyer", 2, place, "buy"), 1 - buysGood)
    expect(walk.credit("buyer", 2, place, "inspect-0"), -buysGood)
    expect(
      walk.credit("searcher", 1, "search|current:good|current-is:misses-0", "offer"),
      0.3 * buysGood * (1 - 6 / 7.5))
  }

  /// What a query states is missed less: two constraints, the first stated, the misses of it 1 - .7, the clutter
  /// 2 (1 - .7 / 2).
  @Test func queriesNarrowTheSearch() throws {
    let scenario = try scenario("shop")
    let sum = 1 + 0.3 + 1 + 2 * 0.65
    for (state, weight) in [
      ("current:good|current-is:exact", 1), ("current:flawed|current-is:misses-0", 0.3),
      ("current:good|current-is:misses-1", 1), ("current:bad|current-is:poor", 1.3),
    ] {
      let path = try ScriptedPath(
        in: scenario, [("refine-0", "search|query:0"), ("search", "search|query:0|\(state)")])
      expect(path.chance, weight / sum)
      #expect(path.tokens == 60 + 150)
    }
  }

  /// The hidden constraint is the second one: a listing that misses it looks good, and an inspection says so with .9. A better
  /// listing takes its place with .8, and the purchase of the one kept succeeds.
  @Test func listingsAreInspectedAndCompared() throws {
    let path = try ScriptedPath(
      in: try scenario("shop"),
      [
        ("search", "search|current:good|current-is:misses-1"),
        ("offer", "judge|current:good|current-is:misses-1"),
        ("inspect-0", "judge|current:good-0|current-is:misses-1"),
        ("keep", "search|kept:good-0|kept-is:misses-1"),
        ("search", "search|current:good|kept:good-0|current-is:exact|kept-is:misses-1"),
        ("offer", "judge|current:good|kept:good-0|current-is:exact|kept-is:misses-1"),
        ("keep", "search|kept:good|kept-is:exact"),
        ("search", "search|current:bad|kept:good|current-is:poor|kept-is:exact"),
        ("offer", "judge|current:bad|kept:good|current-is:poor|kept-is:exact"), ("buy-kept", "end:exact"),
      ])
    // Listings: exact 1, either miss 1, poor 2, of 5.
    expect(path.chance, 0.2 * 0.9 * 0.2 * 0.8 * 0.4)
  }

  /// A purchase ends the episode, and pays in part for one miss.
  @Test func purchasesAreFinal() throws {
    let walk = try walk("shop", ["horizon": "3", "partialScore": "0.6"])
    let value = { (state: String) in
      walk.decisions.first { $0.turn == 2 && $0.state == state && $0.actions == ["buy"] }?.actionValue
    }
    expect(value("judge|current:good|current-is:exact"), 1)
    expect(value("judge|current:good|current-is:misses-1"), 0.6)
    expect(value("judge|current:bad|current-is:poor"), 0)
  }

  @Test func succeedsNowAndThen() throws {
    let solution = try solved("shop")
    #expect((0.25...0.6).contains(solution.successProbability))
    #expect(solution.value > solution.successProbability)
    #expect(solution.mdp.stateCount < 3000)
  }

  @Test func theLargeOneIsPlayed() throws {
    let played = try LazyPlay(try scenario("shop", ["size": "large"]), episodes: 8)
    #expect(played.turns.allSatisfy { (3...60).contains($0) } && played.turns.contains { $0 > 25 })
    #expect(played.tokens.reduce(0, +) / 8 > 100_000)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let error = #expect(throws: ScenarioError.self) { try scenario("shop", ["hidden": "3"]) }
    #expect(
      error?.description
        == "parameter \"hidden\": found 3; expected at most 2, the number of all constraints.")
  }
}
