import Importers
import Testing
import Trajectories

@Suite struct MappingTests {
  private static let verl = [
    ("t-1_0_0", "hall", "left", 0.0), ("t-1_0_10", "door", "open", 1), ("t-1_0_1", "room", "go", 0),
    ("t-1_1_0", "hall", "right", 0), ("t_2_0_0", "hall", "wait", 0),
  ].map { uid, input, output, score in
    #"{"input":"\#(input)","output":"\#(output)","gts":"g","score":\#(score),"step":5,"uid":"\#(uid)"}"#
  }.joined(separator: "\n")

  /// Names are cut from the right, turns are sorted as numbers, and a gap is told.
  @Test func verlRowsBecomeEpisodes() throws {
    let log = try imported("auto", Self.verl, name: "5.jsonl")
    #expect(log.account.format == "verl")
    #expect(log.names == ["t-1_0", "t-1_1", "t_2_0"])
    #expect(log.tasks == ["t-1", "t-1", "t_2"])
    #expect(log.actions() == [["policy: left"], ["policy: go"], ["policy: open"]])
    #expect(log.states() == ["hall", "room", "door"])
    #expect(log.batch.episodes.status == [.success, .failure, .failure])
    #expect(log.guessed("gaps in the numbers of turns, closed up") == 1)
    #expect(log.batch.decisions.row?[1] == .name("t-1_0_1"))
  }

  @Test func legacyLinesAreEpisodesOfOneTurn() throws {
    let lines =
      #"{"input":"hall","output":"a","gts":"g","score":-0.5,"step":1,"acc":"False"}"# + "\n"
      + #"{"input":"hall","output":"b","gts":"g","score":1.0,"step":1,"acc":"True"}"# + "\n"
    let log = try imported("auto", lines, name: "1.jsonl")
    #expect(log.account.format == "verl-legacy")
    #expect(log.tasks == ["hall", "hall"])
    #expect(log.names == ["1", "2"])
    #expect(log.batch.episodes.status == [.failure, .success])
    #expect(log.batch.episodes.score == [-0.5, 1])
  }

  /// A preset is ours: what a log lacks for it is said of the log.
  @Test func aFieldThatNoRowOfAPresetHasIsOneOfTheLog() {
    let row = #"{"input":"hall","output":"a","gts":"g","score":null,"step":1,"acc":"False"}"#
    #expect(
      refusal("verl-legacy", row + "\n" + row, outcome: "success")
        == #"log.json: field "score" is missing in every row; expected the score of a row, as import --show-mapping "#
        + #"verl-legacy prints it."#)
  }

  @Test func verlAgentRowsThatAreMaskedAreLeftOut() throws {
    let row = { (episode: String, state: String, action: String, reward: Double, mask: Bool) in
      #"{"uid":"u","traj_uid":"\#(episode)","anchor_obs":"\#(state)","text_action":"\#(action)","rewards":\#(reward),"#
        + #""active_masks":\#(mask),"is_action_valid":1,"episode_rewards":10.0}"#
    }
    let lines = [row("a", "x", "l", 0.5, true), row("a", "y", "r", 9.5, true), row("a", "y", "-", 0, false)]
    let log = try imported("auto", lines.joined(separator: "\n"), name: "r.jsonl", outcome: "score>0")
    #expect(log.actions() == [["policy: l"], ["policy: r"]])
    #expect(log.batch.turns.reward == [0.5, 9.5])
    #expect(log.batch.episodes.score == [10])
    #expect(log.dropped("rows that the log marks as no part of an episode") == 1)
  }

  @Test func episodesOfRLLMHaveATrajectoryForEachAgent() throws {
    let episode =
      #"{"id":"t:1:0","is_correct":true,"termination_reason":"env_done","trajectories":["#
      + #"{"name":"planner","steps":[{"observation":"q","action":"ask","response_ids":[1,2,3],"logprobs":[-0.5,-0.25]}]},"#
      + #"{"name":"solver","steps":[{"observation":"p","action":"two","reward":1.0},{"observation":null,"model_response":"three"}]}]}"#
    let log = try imported("auto", episode)
    #expect(log.account.format == "rllm")
    #expect(log.tasks == ["t:1"])
    #expect(log.actions() == [["planner: ask"], ["solver: two"], ["solver: three"]])
    #expect(log.batch.decisions.tokens == [3, 1, 1])
    #expect(log.batch.decisions.logProbability?[0] == -0.75)
    #expect(log.batch.episodes.status == [.success])
  }

  private static let table = """
    task,episode,turn,agent,observation,action,reward,status
    t,e1,0,red,"saw ""a"", then
    nothing",go,0.5,
    t,e1,0,blue,b,wait,0.25,
    t,e1,1,,c,,,
    t,e1,2,red,d,stop,1,success
    t,e2,0,red,a,go,0,failure

    """

  /// A table and JSON Lines of the same rows are one log; rows of one turn are a joint decision.
  @Test func plainRowsAreReadFromTablesAndLines() throws {
    let log = try imported("auto", Self.table, name: "steps.csv")
    #expect(log.account.format == "rows")
    #expect(log.actions() == [["red: go", "blue: wait"], [], ["red: stop"]])
    #expect(log.states() == ["saw \"a\", then\nnothing", "c", "d"])
    #expect(log.batch.turns.reward == [0.75, 0, 1, 0])
    #expect(log.batch.episodes.status == [.success, .failure])
    let lines = [
      #"{"task":"t","episode":"e1","turn":0,"agent":"red","observation":"saw \"a\", then\nnothing","action":"go","reward":0.5}"#,
      #"{"task":"t","episode":"e1","turn":0,"agent":"blue","observation":"b","action":"wait","reward":0.25}"#,
      #"{"task":"t","episode":"e1","turn":1,"observation":"c"}"#,
      #"{"task":"t","episode":"e1","turn":2,"agent":"red","observation":"d","action":"stop","reward":1,"status":"success"}"#,
      #"{"task":"t","episode":"e2","turn":0,"agent":"red","observation":"a","action":"go","reward":0,"status":"failure"}"#,
    ]
    let other = try imported("rows", lines.joined(separator: "\n"), name: "steps.jsonl")
    var (left, right): ([UInt8], [UInt8]) = ([], [])
    TraceWriter.append(log.batch, to: &left)
    TraceWriter.append(other.batch, to: &right)
    #expect(left == right)
  }

  /// A task that comes back needs the whole; the trace is then that of the sorted rows.
  @Test func tasksThatComeBackAskForTheWhole() throws {
    let row = { (task: String, episode: String, turn: Int) in
      #"{"task":"\#(task)","episode":"\#(episode)","turn":\#(turn),"agent":"a","state":"s","action":"x","status":"failure"}"#
    }
    let lines = [row("t", "e", 0), row("u", "e", 0), row("t", "e", 1)].joined(separator: "\n")
    #expect(throws: ImportReturn.self) { try imported("rows", lines, name: "s.jsonl") }
  }

  private static let mine =
    #"{"schema":"ascribe.mapping/1","fields":{"task":"game","episode":"id","observation":"seen.text","action":"did","#
    + #""agent":{"constant":"me"},"status":{"path":"won","words":{"true":"success","false":"failure"}}}}"#
  private static let row = #"{"game":"g","id":3,"seen":{"text":"x"},"did":{"b":1,"a":2},"won":true}"#

  @Test func aMappingOfOnesOwnIsRead() throws {
    let log = try imported("mapping", Self.row, mapping: Self.mine)
    #expect(log.actions() == [["me: {\"a\":2,\"b\":1}"]])
    #expect(log.names == ["3"])
    #expect(log.batch.episodes.status == [.success])
  }

  @Test(arguments: [
    (
      "seen.text", "seen.txet",
      #"log.json: field "seen.txet" is missing; expected the observation of a row. Did you mean "seen.text"?"#
    ),
    (
      #""did""#, #""dif""#,
      #"log.json: field "dif" is missing; expected the action of a row. Did you mean "did"?"#
    ),
    (
      #""action":"did""#, #""acton":"did""#,
      #"mapping.json: field "fields.acton" is unknown; expected task, episode, turn, agent, state, observation, action, "#
        + "reward, score, status, valid, tokens, keep, row, rollout, privileged, process, judge, entropy, logProbability, "
        + #"referenceLogProbability. Did you mean "action"?"#
    ),
    (
      #""action""#, #""tokens":"did.n","action""#,
      #"mapping.json: field "fields.tokens" is "did.n", which no row has; expected a path that a row has, or "#
        + #""optional": true. Did you mean "did.b"?"#
    ),
    (
      "seen.text", "seen..text",
      #"mapping.json: field "fields.observation" is the string "seen..text"; expected a path such as name, name.part, name[0] or ^name."#
    ),
    (
      "seen.text", "^seen",
      #"mapping.json: field "fields.observation" is the string "^seen"; expected at most 0 times ^, since rows are 0 levels deep."#
    ),
    (
      #""true":"success","#, "",
      #"log.json: field "won" is the boolean true; expected one of false."#
    ),
    (
      "mapping/1", "mapping/2",
      #"mapping.json: field "schema" is "ascribe.mapping/2"; expected "ascribe.mapping/1"."#
    ),
  ])
  func aMappingThatDoesNotFitIsRefused(_ part: String, _ other: String, _ message: String) {
    #expect(refusal("mapping", Self.row, mapping: Self.mine.replacing(part, with: other)) == message)
  }

  /// A path goes on through JSON that stands in a string, in objects and in tables.
  @Test func jsonInStringsIsWalked() throws {
    let row = Self.row.replacing(#"{"text":"x"}"#, with: #""{\"text\":\"x\",\"n\":[1]}""#)
    #expect(try imported("mapping", row, mapping: Self.mine).states() == ["x"])
    let table = "game,id,seen,did,won\ng,3,\"{\"\"text\"\":\"\"x\"\"}\",go,true\n"
    #expect(try imported("mapping", table, name: "log.csv", mapping: Self.mine).states() == ["x"])
    #expect(
      refusal("mapping", row, mapping: Self.mine.replacing("seen.text", with: "seen.txet"))
        == #"log.json: field "seen.txet" is missing; expected the observation of a row. Did you mean "seen.text"?"#
    )
  }

  @Test func aPartOfATokenIsRefused() {
    let row = #"{"task":"t","episode":"e","agent":"a","state":"s","action":"x","score":1,"tokens":2.5}"#
    #expect(refusal("rows", row) == #"log.json: field "tokens" is 2.5; expected an integer."#)
  }

  @Test func twoResultsForOneEpisodeAreRefused() {
    let rows = Self.row + "\n" + Self.row.replacing("true", with: "false")
    #expect(
      refusal("mapping", rows, mapping: Self.mine)
        == #"log.json:2: field "won" is failure, and success in another row of the episode "3"; expected one result for "#
        + #"an episode (or "of": "last" in the mapping)."#)
  }

  /// What is printed is what is run.
  @Test(arguments: MappingPresets.names)
  func aPrintedMappingCanBeRead(_ name: String) throws {
    let text = try #require(MappingPresets.text(of: name))
    guard name == "verl" else {
      #expect(refusal("mapping", "{}", mapping: text) != nil)
      return
    }
    let log = try imported("mapping", Self.verl, name: "5.jsonl", mapping: text)
    let own = try imported("verl", Self.verl, name: "5.jsonl")
    #expect(log.names == own.names && log.states() == own.states())
  }
}
