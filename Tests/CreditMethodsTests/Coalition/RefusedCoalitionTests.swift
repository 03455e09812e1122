import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// Settings that coalition methods refuse, and what they say.
@Suite struct RefusedCoalitionTests {
  private func refusal<Method: CreditMethod>(
    _ method: Method.Type, _ settings: String, on simulated: Simulated
  ) throws -> String {
    try #require(throws: AttributionError.self) { try simulated.attribution(method, settings) }.description
  }

  @Test func settingsThatDoNotGoTogether() throws {
    let simulated = try Simulated("coupling", episodes: 2, seed: 0)
    #expect(
      try refusal(Shapley.self, "game=action players=segment", on: simulated)
        == "method \"shapley\": the action game is that of one turn, so its players cannot be segments; accepted "
        + "with game=action: players=agent or players=agent-turn.")
    #expect(
      try refusal(Owen.self, "game=policy", on: simulated)
        == "method \"owen\": in the policy game an absent player that draws from the policy changes nothing; "
        + "accepted with game=policy: absent=default or absent=uniform.")
    #expect(
      try refusal(Banzhaf.self, "continuations=3", on: simulated)
        == "method \"banzhaf\": continuations=3 has no meaning with worth=exact; accepted: 1.")
    #expect(
      try refusal(Shapley.self, "estimator=stratified orders=7", on: simulated)
        == "method \"shapley\": episode \"b0-e0\": orders with estimator=stratified is 7; accepted: at least 8, "
        + "four for each of 2 players.")
    #expect(
      try refusal(Shapley.self, "estimator=antithetic orders=7", on: simulated)
        == "method \"shapley\": episode \"b0-e0\": The number of orders is 7; accepted: even numbers in "
        + "2...1099511627776, because orders come in pairs.")
    #expect(
      try refusal(Shapley.self, "estimator=adaptive orders=31", on: simulated)
        == "method \"shapley\": episode \"b0-e0\": The number of orders is 31; accepted: at least 32, before which "
        + "no standard error is looked at.")
  }

  @Test func moreThanTwentyPlayers() throws {
    let simulated = try Simulated("single", [("turns", "21")], episodes: 1, seed: 0)
    let message = try refusal(Shapley.self, "players=agent-turn", on: simulated)
    #expect(
      message.hasPrefix(
        "method \"shapley\": episode \"b0-e0\": 21 players are too many for a table of all coalitions, which takes at "
          + "most 20. Sampling takes any number of players: 1000 orders (22000 coalitions) would have a standard "
          + "error of about "))
    #expect(
      message.hasSuffix(
        ", judged from 8 orders. Set estimator=permutation, antithetic, stratified or adaptive, and orders."))
    #expect(
      try refusal(Banzhaf.self, "players=agent-turn", on: simulated).hasSuffix(
        "Choose fewer players: players=agent, or longer segments."))
    #expect(
      try refusal(Nucleolus.self, "players=agent-turn", on: simulated)
        == "method \"nucleolus\": episode \"b0-e0\": 21 players are too many for the nucleolus, which takes at most 12. "
        + "Choose fewer players: players=agent, or longer segments.")
    #expect(
      try refusal(Owen.self, "unions=agent", on: simulated).hasSuffix(
        "Choose smaller unions, or unions=halves; or use shapley with a sampling estimator."))
    // What is offered, and what needs no table, works.
    let sampled = try simulated.attribution(Shapley.self, "players=agent-turn estimator=permutation orders=4")
    #expect(sampled.credits.count == 21)
    #expect(try simulated.attribution(SCAR.self).credits.count == 21)
    #expect(try simulated.attribution(LeaveOneOut.self, "players=agent-turn").credits.count == 21)
  }

  @Test(arguments: [
    ("players=turn", "players"), ("game=replays", "game"), ("orders=0", "orders"),
    ("precision=0", "precision"),
    ("precision=-1", "precision"), ("continuations=0", "continuations"), ("segment=0", "segment"),
    ("estimator=sampled", "estimator"), ("absent=nobody", "absent"),
  ])
  func valuesOutOfRange(settings: String, name: String) throws {
    let error = try #require(throws: ParameterError.self) {
      try ParameterValues(pairs(settings), for: Shapley.fullCard.parameters, of: "method \"shapley\"")
    }
    #expect("\(error)".contains(name))
  }

  @Test func aTraceCannotBeReplayed() throws {
    let error = try #require(throws: AttributionError.self) { try credits(Shapley.self, workedTrace(.e2)) }
    #expect(error.description.hasPrefix("method \"shapley\" needs replay in the simulator."))
  }
}
