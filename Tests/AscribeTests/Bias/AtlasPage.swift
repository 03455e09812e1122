import Ascribe

/// One page of the atlas: a scenario, and how much of it is played.
enum AtlasPage: String, CaseIterable, Sendable {
  /// One decision matters, and the outcome is a lottery.
  case single
  /// No decision matters.
  case luck
  /// An agent acts on what another one told it.
  case coupling
  /// Two agents act at once, and success needs both.
  case and
  /// A wrong way that can be repaired.
  case repair
  /// Four agents, a hidden bug, noisy evidence, episodes of unequal length.
  case relay

  /// The scenario and its settings.
  var scenario: Call {
    get throws {
      switch self {
      case .single: try Call("single(turns=3,fork=1)")
      case .luck, .coupling, .and: Call(name: rawValue)
      case .repair: try Call("repair(turns=3,fork=0,repairTurn=2)")
      case .relay: try Call("relay(components=2,horizon=7)")
      }
    }
  }

  /// Batches: the independent units of every standard error.
  var batches: Int { self == .relay ? 24 : 64 }
  /// Episodes of a batch.
  var episodes: Int { 16 }
  /// Episodes of a group.
  var groupSize: Int { 8 }
  /// Episodes beside each batch that critics are fitted to.
  var fitEpisodes: Int { 32 }
  /// Seed of every draw.
  var seed: UInt64 { 11 }
  /// Whether all tasks start in the same state, so that a method may remember episodes of other draws.
  var remembers: Bool { self != .relay }

  /// The methods of the page. What siblings do to `repair` and `relay` is what they do to `single` and `coupling`.
  var methods: [String] {
    switch self {
    case .repair, .relay: Self.methods.filter { $0 != Self.siblings }
    case .single, .luck, .coupling, .and: Self.methods
    }
  }

  /// Scores compared among turns that follow the same recorded ones, in reward units.
  static let siblings = "grpo(norm=mean,group=siblings)"

  /// Every method of the catalogue: as it is listed here, otherwise with its defaults.
  static let methods: [String] = {
    let named = Set(variants.map { String($0.prefix { $0 != "(" }) })
    return variants + MethodCatalogue.builtIn.ids.filter { !named.contains($0) }
  }()

  /// Methods that are measured in several variants, or otherwise than with their defaults; and those that stood here before
  /// others followed by themselves, so that pages keep their order.
  private static let variants = [
    "grpo", "grpo(norm=mean)", "grpo(group=turn)", "grpo(group=agent,weighting=cross_steps)",
    siblings, "rloo",
    "drgrpo", "gigpo",
    "gigpo(norm=mean)", "hgpo",
    "hgpo(convention=paper)", "graphgpo", "graphgpo(convention=paper)", "graphgpo(convention=progress)",
    "graph", "graph(norm=mean)", "g2po", "gepo", "rewardflow", "rewardflow(convention=paper)", "tigpo",
    "graphpo", "hcapo", "hca_return", "hca_return(policy=logprob)", "hca_state", "hca_state(policy=logprob)",
    "cocoa", "cocoa(outcome=state)", "cca", "rudder", "synthetic", "pbrs", "pbrs(potential=values)", "gae",
    "gae(lambda=1)", "td", "nstep", "mc", "lambda_return", "c3", "c3(pool=true)", "coma",
    "coma(q=replay)", "aristocrat", "difference", "wonderful_life", "step_deletion", "ccpo", "ccpo_v1",
    "sharp", "vineppo", "vineppo(restore=public)", "spo", "spo(shape=tree,branching=2)",
    "treerpo(branching=2)",
    "treerpo(norm=none,branching=2)", "carl", "at2po", "at2po(adv=diffParent)", "mathshepherd", "omegaprm",
    "int", "shapley",
    "shapley(players=agent-turn)", "shapley(game=action)", "banzhaf", "owen", "scar", "leave_one_out",
    "leave_one_out(game=action)", "nucleolus", "pinto",
    "pinto(advantage=oneStep)", "symmetric", "symmetric(advantage=oneStep)", "asymmetric",
    "asymmetric(advantage=oneStep)",
    "informed", "mappo", "coma_learned",
    "vdn", "vdn(target=policy)", "dop(steps=100)", "qmix(steps=100)",
    "qmix(emit=counterfactual,target=policy,steps=100)", "qtran(steps=100)", "qplex(steps=100)",
    "sqddpg", "sqddpg(emit=utilities)", "shaq(steps=100)", "lica", "lica(emit=counterfactual)",
    "turn_ppo", "turn_ppo(values=exact)", "archer", "archer(twin=halves)", "poad", "poad(order=average)",
    "bilevel",
    "spa", "lare", "sweet", "sweet(form=normalised)", "agentprm", "istar", "itpo",
    // Methods of single reasoning steps.
    "red", "red(noise=0.2)", "treg", "qstar", "dpo_implicit", "tempo", "pure", "spro", "capo", "acpo",
    "hicra",
    "prl", "finepo", "prime", "tree_grpo",
    // Methods of agents' turns that read rewards, beliefs and judges.
    "igpo", "a2tgpo", "sepo", "criticsearch", "mt_grpo", "starpo_s", "tarl", "stepagent", "vspo", "aslr",
    "sorl", "identical", "aem", "t2po", "gvpo", "a3",
    // Methods that appeared after the survey.
    "crbc", "crbc(emit=raw,beta=1)", "posterior(beta=1,draws=200)", "ecpo",
    "hae", "hae(every=2)", "adca", "delta_belief", "delta_belief(belief=visits)",
    // Teams.
    "m_grpo", "dr_mas", "mappa", "llm_mca", "qllm(emit=advantage)", "magrpo",
    "counterfactual_shapley", "liir",
  ]

  /// What was measured; a page is measured once.
  var atlas: BiasAtlas {
    get throws {
      switch self {
      case .single: try Self.measuredSingle.get()
      case .luck: try Self.measuredLuck.get()
      case .coupling: try Self.measuredCoupling.get()
      case .and: try Self.measuredAnd.get()
      case .repair: try Self.measuredRepair.get()
      case .relay: try Self.measuredRelay.get()
      }
    }
  }

  private static let measuredSingle = Result { try BiasAtlas(.single) }
  private static let measuredLuck = Result { try BiasAtlas(.luck) }
  private static let measuredCoupling = Result { try BiasAtlas(.coupling) }
  private static let measuredAnd = Result { try BiasAtlas(.and) }
  private static let measuredRepair = Result { try BiasAtlas(.repair) }
  private static let measuredRelay = Result { try BiasAtlas(.relay) }
}
