import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

/// What methods say that they compare, and what a study makes of it.
@Suite struct ContrastTests {
  private func request(_ call: String) throws -> MethodRequest { try MethodRequest(Call(call)) }

  /// Whoever plays what did not happen says what is compared; whoever reads the record alone claims nothing of the kind.
  @Test(arguments: MethodCatalogue.builtIn.ids)
  func everyCounterfactualMethodStatesItsContrast(id: String) throws {
    let request = try request(id)
    let plays = request.card.needs.contains { $0 == .replay || $0 == .exactSolution }
    if plays { #expect(request.contrast != nil) }
    #expect(request.tier == (request.contrast?.tier ?? .predictive))
    if request.tier == .restoredInterventional { #expect(plays) }
  }

  @Test func equalContrastsAreThoseOfTheSameQuestion() throws {
    #expect(try request("c3").contrastDifferences(from: request("coma")) == [])
    #expect(try request("c3(alternatives=3,continuations=9)").contrastDifferences(from: request("c3")) == [])
    let fullMean = try request("c3(alternatives=4,baseline=fullMean)")
    #expect(try fullMean.contrastDifferences(from: request("c3")) == ["instead"])
    #expect(
      fullMean.contrast?.reference.description
        == "an action of the behaviour policy, or with probability 0.25 the taken one")
    // A method that states no contrast answers no question that another one's could differ from.
    #expect(try request("grpo").contrastDifferences(from: request("c3")) == [])
  }

  @Test func differencesAreNamedInOrder() {
    let one = Contrast.counterfactual
    let other = Contrast(
      unit: .turn, teammates: .none, reference: .action("wait"), restored: .fittedModel,
      continuation: .truncated(turns: 3), support: .declared)
    #expect(
      one.differences(from: other) == ["unit", "teammates", "instead", "restored", "then", "support"])
    #expect(one.differences(from: one) == [])
    #expect(one.tier == .restoredInterventional && other.tier == .modelRelative)
    #expect(Contrast(restored: .publicState).tier == .observationalCausal)
  }

  /// Of three methods, the two whose contrasts differ are not ranked, and Holm's correction counts the other two pairs
  /// alone: two p-values in order are multiplied by 2 and by 1.
  @Test func differentContrastsAreNotRankedUnlessToldTo() throws {
    let mdp = try compiled("coupling")
    var plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try Call.list("grpo,c3(alternatives=3),c3(alternatives=2,baseline=fullMean)").map {
        try MethodRequest($0)
      }, episodes: 16, groupSize: 4, batches: 6, seed: 5, threads: 1)
    let refused = try Study(plan).run()
    let names = refused.pairs.map(\.contrastDifferences)
    #expect(names == [[], [], ["instead"]])
    let withheld = try #require(refused.pairs.last)
    #expect(withheld.difference == .undefined(.notComparable))
    #expect(withheld.test == .undefined(.notComparable))
    #expect(withheld.adjustedPValue == .undefined(.notComparable))
    let tests = try refused.pairs.prefix(2).map { pair in
      (p: try #require(pair.test.optional?.pValue), adjusted: try #require(pair.adjustedPValue.optional))
    }.sorted { $0.p < $1.p }
    #expect(abs(tests[0].adjusted - min(1, 2 * tests[0].p)) < 1e-12)
    #expect(abs(tests[1].adjusted - max(tests[0].adjusted, tests[1].p)) < 1e-12)
    let text = try json(ResultFile(refused))
    #expect(text.contains("\"contrastDifferences\":[\"instead\"]"))
    #expect(text.contains("\"tier\":\"predictive\""))

    plan.ranksAcrossContrasts = true
    let ranked = try Study(plan).run()
    let last = try #require(ranked.pairs.last)
    #expect(last.contrastDifferences == ["instead"])
    let difference = try #require(last.difference.optional)
    #expect(abs(difference) < 1)
    #expect(ranked.pairs.prefix(2).map(\.difference) == refused.pairs.prefix(2).map(\.difference))
  }
}
