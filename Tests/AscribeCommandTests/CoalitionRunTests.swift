import Foundation
import Testing

/// `ascribe run` with methods that divide coalition games.
@Suite struct CoalitionRunTests {
  private struct Record: Decodable { let methods: [Method] }

  private struct Method: Decodable {
    struct Summary: Decodable {
      let id: String
      let parameters: Parameters
    }
    let method: Summary
    let replays, extraTurns: Int
    let games: Games?
  }

  private struct Parameters: Decodable { let players, game, absent, worth, estimator: String? }

  private struct Games: Decodable {
    let games, evaluations, standardErrors, impreciseGames, testedForCore, inCore, leastCores, withCore: Int
    let largestStandardError: Number
  }

  /// A number, or an object that says why there is none.
  private struct Number: Decodable {
    let value: Double?
    init(from decoder: any Decoder) throws { value = try? decoder.singleValueContainer().decode(Double.self) }
  }

  /// On `or` two agents act once. The three simulated coalitions of each of four orders take a turn each; games of the
  /// same recorded actions are valued once where nothing is drawn: four kinds of four coalitions.
  @Test func gamesAreReported() throws {
    try Workplace.use { place in
      let methods =
        "grpo,shapley(players=agent-turn),banzhaf,nucleolus(absent=default),"
        + "shapley(worth=replay,estimator=permutation,orders=4)"
      let arguments = ["run", "or", "--methods", methods, "--batches", "2", "--episodes", "64"]
      let text = try place.ascribe(arguments)
      expectSuccess(text)
      let lines = text.output.split(separator: "\n").map(String.init)
      let start = try #require(lines.firstIndex(of: "Coalition games"))
      let games = lines[(start + 1)...(start + 4)]
      let first = try #require(games.first).split(separator: " ").joined(separator: " ")
      #expect(
        first.contains(
          /^shapley\(players=agent-turn\) 128 games, 32 coalitions valued; values in the core in \d+ of 128 tested$/
        ))
      #expect(
        games.last?.contains("128 games, 1,536 coalitions valued; standard error of a player's value ")
          == true)
      let json = try place.ascribe(arguments + ["--json"])
      expectSuccess(json)
      let record = try JSONDecoder().decode(Record.self, from: Data(json.output.utf8))
      #expect(record.methods.map(\.method.id) == ["grpo", "shapley", "banzhaf", "nucleolus", "shapley"])
      #expect(record.methods[0].games == nil)
      #expect(record.methods[1].method.parameters.players == "agent-turn")
      #expect(record.methods[1].games?.games == 128)
      #expect(record.methods[1].replays == 0 && record.methods[1].extraTurns == 0)
      #expect(record.methods[1].games?.largestStandardError.value == nil)
      let nucleolus = try #require(record.methods[3].games)
      #expect(nucleolus.leastCores == 128 && nucleolus.inCore == nucleolus.withCore)
      #expect(nucleolus.withCore > 0 && nucleolus.withCore < 128)
      #expect(record.methods[4].replays == 1536 && record.methods[4].extraTurns == 1536)
      #expect(record.methods[4].games?.standardErrors == 256)
      #expect(try #require(record.methods[4].games?.largestStandardError.value) > 0)
    }
  }

  @Test func refusalsLeaveNothingBehind() throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["run", "or", "--methods", "grpo,shapley(game=action,players=segment)", "--output", "out"],
        in: place,
        "method \"shapley\": the action game is that of one turn, so its players cannot be segments; accepted with "
          + "game=action: players=agent or players=agent-turn.")
      try expectRefusal(
        of: ["run", "or", "--methods", "banzhaf(players=everybody)"], in: place,
        "method \"banzhaf\": parameter \"players\" is \"everybody\"; accepted: agent or agent-turn or segment."
      )
      try expectRefusal(
        of: ["run", "or", "--methods", "shapley(orders=0)"], in: place,
        "method \"shapley\": parameter \"orders\" is \"0\"; accepted: a whole number in 1...1000000.")
    }
  }
}
