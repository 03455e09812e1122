import Testing
import Trajectories

@Suite struct NearestNameTests {
  @Test func aTypingErrorFindsItsName() {
    // One letter lost, two exchanged (two substitutions), case ignored.
    #expect(NearestName.suggestion(for: "sucess", among: ["failure", "success"]) == "success")
    #expect(NearestName.suggestion(for: "plannre", among: ["solver", "planner"]) == "planner")
    #expect(NearestName.suggestion(for: "PLANNER", among: ["solver", "planner"]) == "planner")
  }

  @Test func theDistanceIsAtMostAThirdOfTheLongerName() {
    // Nine letters allow three edits: "abcdefxyz" is three substitutions away, "abcdewxyz" four.
    #expect(NearestName.suggestion(for: "abcdefxyz", among: ["abcdefghi"]) == "abcdefghi")
    #expect(NearestName.suggestion(for: "abcdewxyz", among: ["abcdefghi"]) == nil)
  }

  @Test func twoEditsAreAlwaysAllowed() {
    #expect(NearestName.suggestion(for: "abx", among: ["acd"]) == "acd")
    #expect(NearestName.suggestion(for: "wxyz", among: ["abcd"]) == nil)
  }

  @Test func tiesGoToTheFirst() {
    #expect(NearestName.suggestion(for: "bat", among: ["cat", "hat"]) == "cat")
    #expect(NearestName.suggestion(for: "bat", among: ["hat", "cat"]) == "hat")
  }

  @Test func withoutANearNameTheHintListsAllNames() {
    #expect(NearestName.hint(for: "zzzzzz", among: ["mean", "median"]) == " Accepted: mean, median.")
    #expect(NearestName.hint(for: "maen", among: ["mean", "median"]) == " Did you mean \"mean\"?")
    #expect(NearestName.hint(for: "maen", among: []) == "")
  }
}
