package import Ascribe
import CreditStatistics
import Ground
import Trajectories

extension BlameTraceResult: ReportedResult {
  /// Whether the trace gives methods anything to go by, whether they blame better than trivial rules, and the scores.
  package var document: Document {
    var document = Document("Blame in \(file), by its annotations")
    document.add(
      paragraph:
        "\(Numerals.count(sizes.judged, "annotated failure")) of \(Numerals.count(sizes.tasks, "task")), "
        + "\(Numerals.fixed(sizes.decisions, 1)) decisions on average; \(Numerals.count(sizes.episodes, "episode")) in all, "
        + "\(Numerals.count(sizes.successes, "success", plural: "successes")); seed \(seed)")
    for finding in [evidence, best].compactMap(\.self) { document.add(finding) }
    var table = BlameTables.scores(
      "Whom each method and each trivial rule blames, held to the annotations",
      subjects.map(BlameTables.Row.init), limits, graded: false, luck: false, showsAll: view.details)
    table.notes += [
      "a step is the annotated turn, and the annotated agent's decision in it where it has one",
      "equal credits share the blame; \(Numerals.fixed(100 * confidence, 0))% intervals over tasks",
    ]
    document.add(table.foldingRows(of: "numbers"))
    for note in notes { document.add(note: note) }
    return document
  }

  private var best: Finding? {
    contest.flatMap { contest in
      BlameTables.finding(contest) { label in subjects.first { $0.label == label }?.scores }
    }
  }

  /// What methods that compare episodes can go by here.
  private var evidence: Finding? {
    var missing: [String] = []
    if sizes.successes == 0 { missing.append("no episode succeeds") }
    if sizes.comparedTasks == 0 {
      missing.append("no task has two episodes")
    } else if sizes.sharedTurns == 0 {
      missing.append("no two episodes of a task share a state")
    }
    guard !missing.isEmpty else { return nil }
    let silent = subjects.filter { $0.method != nil && ($0.scores.abstention.mean.optional ?? 0) > 1 - 1e-9 }
    let names = silent.map(\.label).joined(separator: ", ")
    let (give, blame) = silent.count == 1 ? ("gives", "it blames") : ("give", "they blame")
    return Finding(
      "Credits have nothing to go by here: \(missing.joined(separator: ", and ")).",
      evidence: silent.isEmpty
        ? "whatever methods blame comes from the order of decisions, or from what a trace says beside them"
        : "\(names) \(give) all decisions of every failure the same credit, so that \(blame) by chance")
  }

  private var notes: [String] {
    var notes: [String] = []
    if sizes.turnsOfOthers > 0 {
      notes.append(
        "\(Numerals.count(sizes.turnsOfOthers, "annotation")) of a turn in which the annotated agent decides nothing: whoever "
          + "decides in it counts, and nobody where none does.")
    }
    if sizes.unknownAgents > 0 {
      notes.append(
        "\(Numerals.count(sizes.unknownAgents, "annotation")) of an agent that decides nothing in the trace: no blame meets it."
      )
    }
    if sizes.leftOut > 0 {
      notes.append(
        "\(Numerals.count(sizes.leftOut, "annotated episode")) left out: it succeeded or was aborted.")
    }
    return notes
  }
}
