public import CreditMethods
import Critics
public import Trajectories

/// A credit method under its identifier: one line of a catalogue.
public struct MethodEntry: Sendable {
  /// What the method is and needs.
  public let card: MethodCard
  /// Builds the method; the values hold every specification of the card.
  public let make: @Sendable (ParameterValues) -> any CreditMethod
  /// Whether the method is a critic of turns, whose fitted values can be held against exact ones.
  public let isCritic: Bool

  /// The entry of a method's type.
  public init<Method: CreditMethod>(_ method: Method.Type) {
    card = method.card
    make = { Method($0) }
    isCritic = Method.self is any TurnCritic.Type
  }
}

/// All credit methods, by identifier. A new method is one line here.
public enum MethodCatalogue {
  /// The methods, by family.
  public static let builtIn: [MethodEntry] = [
    MethodEntry(GRPO.self),
    MethodEntry(RLOO.self),
    MethodEntry(DrGRPO.self),
    MethodEntry(GiGPO.self),
    MethodEntry(HGPO.self),
    MethodEntry(GraphGPO.self),
    MethodEntry(GraphDistance.self),
    MethodEntry(G2PO.self),
    MethodEntry(GEPO.self),
    MethodEntry(RewardFlow.self),
    MethodEntry(TIGPO.self),
    MethodEntry(GraphPO.self),
    MethodEntry(HCAPO.self),
    MethodEntry(HCAReturn.self),
    MethodEntry(HCAState.self),
    MethodEntry(COCOA.self),
    MethodEntry(CCA.self),
    MethodEntry(RUDDER.self),
    MethodEntry(SyntheticReturns.self),
    MethodEntry(PotentialShaping.self),
    MethodEntry(GAE.self),
    MethodEntry(TemporalDifference.self),
    MethodEntry(NStep.self),
    MethodEntry(MonteCarlo.self),
    MethodEntry(LambdaReturn.self),
    MethodEntry(C3.self),
    MethodEntry(COMA.self),
    MethodEntry(AristocratUtility.self),
    MethodEntry(DifferenceReward.self),
    MethodEntry(WonderfulLife.self),
    MethodEntry(StepDeletion.self),
    MethodEntry(CCPO.self),
    MethodEntry(CCPOv1.self),
    MethodEntry(SHARP.self),
    MethodEntry(VinePPO.self),
    MethodEntry(SPO.self),
    MethodEntry(TreeRPO.self),
    MethodEntry(CARL.self),
    MethodEntry(AT2PO.self),
    MethodEntry(MathShepherd.self),
    MethodEntry(OmegaPRM.self),
    MethodEntry(InT.self),
    MethodEntry(Shapley.self),
    MethodEntry(Banzhaf.self),
    MethodEntry(Owen.self),
    MethodEntry(SCAR.self),
    MethodEntry(LeaveOneOut.self),
    MethodEntry(Nucleolus.self),
    MethodEntry(PintoCritic.self),
    MethodEntry(SymmetricCritic.self),
    MethodEntry(AsymmetricCritic.self),
    MethodEntry(InformedCritic.self),
    MethodEntry(MAPPO.self),
    MethodEntry(COMALearned.self),
    MethodEntry(VDN.self),
    MethodEntry(DOP.self),
    MethodEntry(QMIX.self),
    MethodEntry(QTRAN.self),
    MethodEntry(QPLEX.self),
    MethodEntry(SQDDPG.self),
    MethodEntry(SHAQ.self),
    MethodEntry(LICA.self),
    MethodEntry(TurnPPO.self),
    MethodEntry(ArCHer.self),
    MethodEntry(POAD.self),
    MethodEntry(BilevelGAE.self),
    MethodEntry(SPARL.self),
    MethodEntry(LaRe.self),
    MethodEntry(SweetRL.self),
    MethodEntry(AgentPRM.self),
    MethodEntry(IStar.self),
    MethodEntry(ITPO.self),
  ]

  /// The methods that are critics of turns.
  public static var critics: [MethodEntry] { builtIn.filter(\.isCritic) }

  /// The method of an identifier.
  ///
  /// - Throws: ``MethodError/unknown(id:accepted:)``, which suggests the nearest identifier.
  public static func entry(named id: String) throws(MethodError) -> MethodEntry {
    guard let entry = builtIn.first(where: { $0.card.id == id }) else {
      throw .unknown(id: id, accepted: builtIn.map(\.card.id))
    }
    return entry
  }
}

/// Why a method cannot be used.
public enum MethodError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No method has that identifier.
  case unknown(id: String, accepted: [String])
  /// The same method with the same settings is asked for twice.
  case repeated(label: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let id, let accepted):
      "There is no method \"\(id)\".\(NearestName.hint(for: id, among: accepted))"
    case .repeated(let label): "Method \"\(label)\" is asked for twice."
    }
  }
}
