/// Where the fields of a trace's objects stand on a tape: the index of each field's value, 0 if the field is absent.
///
/// Of a name that stands twice in one object, the last value counts. Other fields are passed over.
struct EpisodeFields {
  private(set) var schema = 0
  private(set) var task = 0
  private(set) var episode = 0
  private(set) var outcome = 0
  private(set) var turns = 0
  private(set) var final = 0
  private(set) var finalBelief = 0
  private(set) var expert = 0
  private(set) var forkOf = 0
  private(set) var forkTurn = 0
  private(set) var counterfactuals = 0

  init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      switch name.count {
      case 4: if name == "task" { task = value }
      case 5:
        if name == "turns" { turns = value } else if name == "final" { final = value }
      case 6:
        if name == "schema" {
          schema = value
        } else if name == "expert" {
          expert = value
        } else if name == "forkOf" {
          forkOf = value
        }
      case 7:
        if name == "episode" { episode = value } else if name == "outcome" { outcome = value }
      case 8: if name == "forkTurn" { forkTurn = value }
      case 11: if name == "finalBelief" { finalBelief = value }
      case 15: if name == "counterfactuals" { counterfactuals = value }
      default: break
      }
    }
  }
}

/// The fields of an episode's `outcome`.
struct OutcomeFields {
  private(set) var status = 0
  private(set) var score = 0

  init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      if name == "status" { status = value } else if name == "score" { score = value }
    }
  }
}

/// The fields of a turn.
struct TurnFields {
  private(set) var state = 0
  private(set) var privileged = 0
  private(set) var segment = 0
  private(set) var reward = 0
  private(set) var belief = 0
  private(set) var process = 0
  private(set) var signal = 0
  private(set) var decisions = 0

  @inline(__always) init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      switch name.count {
      case 5: if name == "state" { state = value }
      case 6:
        if name == "reward" {
          reward = value
        } else if name == "belief" {
          belief = value
        } else if name == "signal" {
          signal = value
        }
      case 7:
        if name == "segment" { segment = value } else if name == "process" { process = value }
      case 9: if name == "decisions" { decisions = value }
      case 10: if name == "privileged" { privileged = value }
      default: break
      }
    }
  }
}

/// The fields of a decision.
struct DecisionFields {
  private(set) var agent = 0
  private(set) var action = 0
  private(set) var observation = 0
  private(set) var logProbability = 0
  private(set) var referenceLogProbability = 0
  private(set) var valid = 0
  private(set) var tokens = 0
  private(set) var judge = 0
  private(set) var factors = 0
  private(set) var entropy = 0

  @inline(__always) init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      switch name.count {
      case 5:
        if name == "agent" {
          agent = value
        } else if name == "valid" {
          valid = value
        } else if name == "judge" {
          judge = value
        }
      case 6:
        if name == "action" { action = value } else if name == "tokens" { tokens = value }
      case 7:
        if name == "factors" { factors = value } else if name == "entropy" { entropy = value }
      case 11: if name == "observation" { observation = value }
      case 14: if name == "logProbability" { logProbability = value }
      case 23: if name == "referenceLogProbability" { referenceLogProbability = value }
      default: break
      }
    }
  }
}
