@testable import Ascribe
import CreditMethods
import Foundation
import TestSupport
import Testing

/// The six fields of the survey's card.
@Suite struct CreditCardTests {
  private static func card(_ text: String) throws -> CreditCard { CreditCard(try MethodRequest(text)) }

  /// A method that restores says so in fields 2 and 3, one that states no contrast claims to read records, and the tier goes
  /// with them.
  @Test(arguments: MethodCatalogue.builtIn.ids)
  func aMethodHasAllSixFields(id: String) throws {
    let card = try Self.card(id)
    #expect(card.fields.map(\.name.first) == ["1", "2", "3", "4", "5", "6"])
    #expect(card.fields.allSatisfy { !$0.words.isEmpty })
    let tiers: [CreditCard.EffectiveState: EvidenceTier] = [
      .observed: .predictive, .matched: .observationalCausal, .restored: .restoredInterventional,
      .latent: .modelRelative,
    ]
    #expect(card.tier == tiers[card.state])
    #expect((card.state == .observed) == (card.intervention == .none))
    #expect((card.estimand.reference == nil) == (card.state == .observed))
    #expect(card.downstream.seed == nil && card.interface.isAblated == nil)
    #expect(try JSONDecoder().decode(CreditCard.self, from: JSONEncoder().encode(card)) == card)
    #expect(card.obstacles(to: card) == [])
  }

  @Test func whatIsOfOtherThingsIsNamed() throws {
    let (c3, difference) = (try Self.card("c3"), try Self.card("difference"))
    let found = c3.obstacles(to: difference)
    #expect(found.contains { $0.hasPrefix("1 reference (an action of the behaviour policy, ") })
    #expect(difference.obstacles(to: c3).count == found.count)
    // More samples are more of the same.
    #expect(try Self.card("c3(alternatives=2,continuations=3)").obstacles(to: c3) == [])
    // Who states no contrast claims no reference; what it is held to may differ all the same.
    #expect(try Self.card("grpo").obstacles(to: Self.card("gigpo")) == [])
    #expect(try Self.card("grpo").obstacles(to: c3) == ["1 exact credit (advantage, counterfactual)"])
  }

  @Test func rewardsAreNoAdvantages() throws {
    #expect(try Self.card("capo").interface.enters == "advantage of the decision")
    #expect(try Self.card("capo(emit=reward)").interface.enters == "reward of the decision")
  }

  private static func study(_ methods: String, discount: Double = 1, seed: UInt64 = 5) throws -> StudyPlan {
    let mdp = try compiled("coupling")
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: try Call.list(methods).map { try MethodRequest($0) },
      episodes: 16, groupSize: 4, batches: 2, fitEpisodes: 0, seed: seed, threads: 1)
  }

  /// Results say it of every method, with what was done.
  @Test func aStudyHasTheCardOfEachMethod() throws {
    var plan = try Self.study("grpo,c3(alternatives=2)")
    plan.names = ScenarioNames(label: "coupling", policy: "default")
    let result = try Study(plan).run()
    let cards = result.methods.compactMap(\.card)
    #expect(cards.count == 2)
    for (card, method) in zip(cards, result.methods) {
      #expect(card.estimand.heldTo == method.heldTo)
      #expect(
        card.downstream.policy == "default" && card.downstream.horizon == 2 && card.downstream.seed == 5)
      #expect(card.downstream.verifier == "the scenario's endings")
      #expect(card.support.episodes == 16 && card.support.batches == 2 && card.support.confidence == 0.95)
      #expect(card.interface.isAblated == true)
    }
    let other = try Study(Self.study("grpo", seed: 6)).run().methods.compactMap(\.card)
    #expect(other.first?.interface.isAblated == false)
    // Another seed is another sample of the same; the policy of a plan that nobody named has another name.
    #expect(other.first?.obstacles(to: cards[0]) == ["4 policy (policy, default)"])
  }

  @Test func aComparisonAndATraceHaveCards() throws {
    let comparison = try Comparison(ComparisonPlan(Self.study("grpo,gigpo"))).run()
    #expect(comparison.methods.map { $0.card?.downstream.horizon } == [2, 2])
    #expect(comparison.lengths?.turns == LengthSummary(mean: 2, least: 2, median: 2, most: 2))
    let requests = try Call.list("grpo,gigpo").map { try MethodRequest($0) }
    let batch = try trace([
      traceLine(task: "t", "a", "success", [("A", ["p"]), ("B", ["p"])]),
      traceLine(task: "t", "b", "failure", [("A", ["p"])]),
    ])
    var collector = TraceCollector(on: requests)
    try collector.add(
      batch, attributions: try requests.map { try $0.attribute(batch, in: AttributionContext()) })
    let result = TraceResult(collector, seed: 3)
    let card = try #require(result.methods[0].card)
    #expect(card.downstream.policy == nil && card.downstream.seed == 3 && card.support.episodes == 2)
    #expect(card.downstream.verifier == "the recorded outcomes")
    #expect(result.lengths?.turns == LengthSummary(mean: 1.5, least: 1, median: 2, most: 2))
    #expect(result.lengths?.tokens == nil)
  }
}
