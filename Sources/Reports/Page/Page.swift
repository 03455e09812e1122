import Ascribe
import Ground
import Mustache
import Trajectories

/// A result as a page that a browser shows without a network: findings, pictures, episodes, tables, provenance.
package struct Page {
  private let title: String
  private let introduction: [String]
  private let findings: [Shown]
  private let blocks: [(id: String, block: Document.Block)]
  private let pictures: [Picture]
  private let data: ReportData
  private let provenance: [Terms.Entry]
  private let foot: ProtocolFoot?

  /// A finding, the part of the document that it is in, and what shows it: a picture, or the table that follows.
  private struct Shown {
    let finding: Finding
    let part: String?
    let link: String
  }

  /// The page of a result.
  ///
  /// - Parameters:
  ///   - result: The result; the page shows all of it, whatever its view says.
  ///   - data: What was gathered beside it.
  ///   - provenance: Where it comes from.
  ///   - foot: What stands beside that.
  package init<Result: ReportedResult>(
    of result: Result, _ data: ReportData, _ provenance: Provenance, _ foot: ProtocolFoot? = nil
  ) {
    self.foot = foot
    let document = result.wholeDocument
    let pictures = result.pictures(data).filter { !$0.chart.panels.isEmpty }
    self.pictures = pictures
    var data = data
    data.episodes = data.episodes ?? result.storedEpisodes
    self.data = data
    var title: String?
    var introduction: [String] = []
    var findings: [Shown] = []
    var part: String?
    var blocks: [(id: String, block: Document.Block)] = []
    for (place, block) in document.blocks.enumerated() {
      switch block {
      case .heading(let text, level: 1) where title == nil: title = text
      case .paragraph(let text) where findings.isEmpty && blocks.isEmpty: introduction.append(text)
      case .heading(let text, _):
        part = text
        blocks.append((id: "part-\(place)", block: block))
      case .finding(let finding):
        let rest = document.blocks[place...].enumerated()
        let table = rest.first { if case .table = $0.element { true } else { false } }
        let link =
          finding.pictures.first { id in pictures.contains { $0.id == id } } ?? pictures.first?.id
        findings.append(
          Shown(
            finding: finding, part: part,
            link: link.map { "picture-\($0)" } ?? table.map { "part-\(place + $0.offset)" } ?? "tables"))
        blocks.append((id: "part-\(place)", block: block))
      default: blocks.append((id: "part-\(place)", block: block))
      }
    }
    self.title = title ?? result.title
    self.introduction = introduction
    self.findings = findings
    self.blocks = blocks
    self.provenance =
      [
        .init("command", provenance.command), .init("version", "Ascribe \(provenance.version)"),
        .init("result", provenance.schema),
      ] + result.origin
      + [.init("rules", data.fingerprint.map { "fingerprint \($0)" } ?? "no fingerprint is known")]
  }

  /// The page.
  ///
  /// - Parameter layout: Where the states lie; found out if not given.
  /// - Throws: The error of the template, which is part of the program.
  package func html(layout: GraphLayout? = nil) throws -> [UInt8] {
    let payload = data.episodes.map(\.payload) ?? .null
    let graph = data.graph.map(\.payload) ?? .null
    let charts = SpecValue.object(
      pictures.map { .init(name: $0.id, value: .list($0.chart.panels.map(\.spec))) })
    let json = (["charts": charts, "episodes": payload, "graph": graph] as SpecValue).json
    let template = try MustacheTemplate(string: PageResources.template)
    // Everything is escaped before: the template's own escapes look at characters, and miss those with accents.
    let content: [String: Any] = [
      "title": HTMLText.escaped(title), "introduction": introduction.map { HTMLText.escaped($0) },
      "style": PageResources.style, "vega": pictures.isEmpty ? "" : PageResources.vega,
      "script": PageResources.script, "data": json, "nonce": Self.nonce(json),
      "findings": findings.map { entry -> [String: Any] in
        [
          "sentence": HTMLText.escaped(entry.finding.sentence),
          "evidence": entry.finding.evidence.map { HTMLText.escaped($0) } ?? "",
          "hasEvidence": entry.finding.evidence != nil,
          "place": entry.link, "hasPart": entry.part != nil,
          "part": HTMLText.escaped(entry.part ?? ""),
        ]
      },
      "hasFindings": !findings.isEmpty, "hasPictures": !pictures.isEmpty,
      "pictures": pictures.map(Self.content), "episodes": data.episodes.map { Self.section(of: $0) } ?? "",
      "hasEpisodes": data.episodes != nil,
      "graph": data.graph.map { Self.section(of: $0, layout ?? Graphviz.layout(of: $0.drawn)) } ?? "",
      "hasGraph": data.graph != nil,
      "tables": blocks.filter { isShown($0.block) }
        .map { HTMLBlocks.element(of: $0.block, id: $0.id) }.joined(),
      "provenance": provenance.map {
        ["name": HTMLText.escaped($0.name), "text": HTMLText.escaped($0.text)]
      },
      "foot": foot?.html ?? "",
    ]
    return Array(template.render(content).utf8)
  }

  /// Findings stand on top; among the tables they are needed only to tell the parts of a document apart.
  private func isShown(_ block: Document.Block) -> Bool {
    if case .finding(let finding) = block {
      findings.contains { $0.finding == finding && $0.part != nil }
    } else {
      true
    }
  }

  private static func content(_ picture: Picture) -> [String: Any] {
    let panels = picture.chart.panels
    var content: [String: Any] = [
      "id": picture.id, "title": HTMLText.escaped(picture.title),
      "caption": HTMLText.escaped(picture.caption), "isTiled": picture.chart.isTiled,
      "isFitted": panels.contains { $0.width != nil },
      "table": HTMLBlocks.element(of: picture.chart.table, id: "table-\(picture.id)"),
      "groups": picture.chart.groups.map { group -> [String: Any] in
        [
          "isPair": group.count > 1, "isAlone": picture.chart.beginsAlone && group.lowerBound == 0,
          "hasWidth": panels[group.lowerBound].width != nil,
          "width": panels[group.lowerBound].width.map { Drawing.text($0) } ?? "",
          "panels": group.map { number -> [String: Any] in
            let panel = panels[number]
            return [
              "number": "\(number)", "title": HTMLText.escaped(panel.title ?? ""),
              "hasTitle": panel.title != nil, "drawing": panel.drawing,
              "label": HTMLText.escaped(panel.title ?? picture.title),
            ]
          },
        ]
      },
    ]
    if let legend = picture.chart.legend {
      content["legend"] =
        [
          "largest": legend.largest, "title": HTMLText.escaped(legend.title),
          "low": legend.isDiverging ? "-\(legend.largest)" : "", "isDiverging": legend.isDiverging,
        ] as [String: Any]
    }
    return content
  }

  /// What names the scripts of the page to the browser, so that it runs no other: it depends on everything that files say.
  private static func nonce(_ json: String) -> String {
    "n" + String(StableHash(bytesOf: json).value, radix: 16)
  }

  // MARK: Other files

  /// The specifications of the charts for Vega-Lite, by picture.
  package var specs: [UInt8] {
    let charts = SpecValue.object(
      pictures.map { .init(name: $0.id, value: .list($0.chart.panels.map(\.spec))) })
    return Array((charts.lines(depth: 5) + "\n").utf8)
  }

  /// The states in Graphviz's language; `nil` where the page shows none.
  package var dot: [UInt8]? { data.graph.map { Array($0.dot.utf8) } }

  /// The states in GraphML; `nil` where the page shows none.
  package var graphML: [UInt8]? { data.graph.map { Array($0.graphML.utf8) } }

  /// The numbers of all pictures as one long table: picture, row, column, number, lower and upper end.
  package var table: [UInt8] {
    var lines = ["picture,row,column,value,lower,upper"]
    let tables =
      pictures.map { ($0.id, $0.chart.table) } + (data.graph.map { [("graph", $0.table)] } ?? [])
      + (data.episodes.map { sample in sample.episodes.map { ("episode", sample.table(of: $0)) } } ?? [])
    for (id, table) in tables {
      for row in table.rows {
        let name = zip(table.columns, row).prefix(table.keys).map { $0.text(of: $1) }.joined(separator: "; ")
        for (column, cell) in zip(table.columns, row).dropFirst(table.keys) {
          let numbers = cell.numbers ?? [column.text(of: cell), "", ""]
          let fields = [id, name, column.title] + numbers
          lines.append(fields.map(CSVField.text).joined(separator: ","))
        }
      }
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

extension Cell {
  /// The number with the ends of its interval, in the shortest form; `nil` for a text.
  fileprivate var numbers: [String]? {
    switch content {
    case .number(let value): ["\(value)", "", ""]
    case .estimate(let value, let interval, _):
      ["\(value)", interval.map { "\($0.lower)" } ?? "", interval.map { "\($0.upper)" } ?? ""]
    case .spread(let value, _), .share(let value, _): ["\(value)", "", ""]
    case .count(let count): ["\(count)", "", ""]
    default: nil
    }
  }
}
