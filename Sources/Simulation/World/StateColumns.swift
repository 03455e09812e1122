import Trajectories

/// A scenario's states as integers, as far as they were met: numbered when some outcome leads to them, described when
/// somebody wants to act or stop there, their joint actions read one by one when somebody wants to take them.
struct StateColumns: Sendable {
  var symbols = TrajectoryBatch.Symbols()

  /// One entry a state; the description's are those of a state without agents until it is described.
  private(set) var isDescribed: [Bool] = []
  var publicKey: [UInt32] = []
  var privilegedKey: [UInt32] = []
  var signalKey: [UInt32] = []
  /// The first two states that nothing tells apart but the scenario itself.
  private(set) var sharedKey: SharedPrivilegedKey?
  /// Pairs of privileged and public keys, and the state that has each first.
  private var keyPairs = NumberedPairs()
  private var stateOfPair: [Int32] = []
  /// First slot and one past the last, likewise of endings.
  var slotStart: [Int32] = []
  var slotEnd: [Int32] = []
  var endingStart: [Int32] = []
  var endingEnd: [Int32] = []

  /// One entry a slot: an agent that acts in a state.
  var slotObservation: [Int32] = []
  var slotDefault: [Int32] = []

  /// One entry a joint action that was read, in the order of reading.
  private(set) var rows = NumberedPairs()
  private var jointNumbers = JointNumbers()
  var outcomeStart: [Int32] = [0]

  /// One entry an outcome of a joint action that was read.
  var outcomeState: [Int32] = []
  var outcomeReward: [Double] = []
  var outcomeProbability: [Double] = []

  /// One entry an ending of a state.
  var endings: [Ending] = []
  var endingProbability: [Double] = []

  /// One entry a distinct (agent, observation).
  var observationAgent: [Int32] = []
  var observationKey: [UInt32] = []
  var choiceStart: [Int32] = [0]

  /// One entry a legal action of an (agent, observation).
  var choiceAction: [UInt32] = []
  var choiceBehaviour: [Double] = []
  var choiceTokens: [Int32] = []
  var declaresTokens = false

  /// Number of states that were met.
  var count: Int { publicKey.count }

  func slots(of state: Int) -> Range<Int> { Int(slotStart[state])..<Int(slotEnd[state]) }
  func endings(of state: Int) -> Range<Int> { Int(endingStart[state])..<Int(endingEnd[state]) }
  func choices(ofObservation observation: Int) -> Range<Int> {
    Int(choiceStart[observation])..<Int(choiceStart[observation + 1])
  }
  func outcomes(of row: Int) -> Range<Int> { Int(outcomeStart[row])..<Int(outcomeStart[row + 1]) }

  /// The number of a joint action that was read; `nil` if it was not.
  func row(_ joint: Int, of state: Int) -> Int? {
    jointNumbers.number(of: joint).flatMap { rows.number(of: Int32(state), $0) }.map { Int($0) }
  }

  /// Numbers of actions of the acting agents.
  func actionCounts(of state: Int) -> [Int] {
    slots(of: state).map { choices(ofObservation: Int(slotObservation[$0])).count }
  }

  /// Makes room for one more state.
  mutating func appendState() {
    isDescribed.append(false)
    publicKey.append(0)
    privilegedKey.append(0)
    signalKey.append(TurnColumns.absent)
    slotStart.append(0)
    slotEnd.append(0)
    endingStart.append(0)
    endingEnd.append(0)
  }

  /// Takes note of a described state whose keys, and all that is observed in it, are those of another one.
  ///
  /// - Parameter describe: A state in words.
  mutating func noteSharedKey(of state: Int, describe: (Int) -> String) {
    // Nothing is decided where nobody acts.
    guard sharedKey == nil, !slots(of: state).isEmpty else { return }
    let pair = keyPairs.insert(
      Int32(bitPattern: privilegedKey[state]), Int32(bitPattern: publicKey[state]))
    if pair.isNew { return stateOfPair.append(Int32(state)) }
    let other = Int(stateOfPair[Int(pair.number)])
    guard slotObservation[slots(of: other)] == slotObservation[slots(of: state)] else { return }
    sharedKey = SharedPrivilegedKey(
      key: symbols.keys[privilegedKey[state]], first: describe(other), second: describe(state))
  }

  /// Takes note that a state's description stands in the columns.
  mutating func finishDescription(of state: Int) { isDescribed[state] = true }

  /// Takes note that the last outcomes are those of a joint action.
  mutating func finishRow(_ joint: Int, of state: Int) throws(ScenarioError) {
    _ = rows.insert(Int32(state), jointNumbers.insert(joint))
    outcomeStart.append(try TableNumbers.number(outcomeState.count, of: "outcomes of joint actions"))
  }
}
