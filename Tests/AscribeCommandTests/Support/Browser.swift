import Foundation
import Testing

/// Chromium without a window, which shows a page of a workplace and answers questions about it.
struct Browser {
  /// The folder that the page is in.
  let place: Workplace

  /// A program of Chromium's family; `nil` where there is none.
  static let program = ["chromium", "chromium-browser", "google-chrome"].lazy.compactMap(path(of:)).first

  /// Whether tests must not be left out: so in CI, which installs the browser.
  static var isRequired: Bool { ProcessInfo.processInfo.environment["ASCRIBE_REQUIRE_BROWSER"] == "1" }

  /// A program on the path.
  static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a page answered.
  struct Visit {
    /// What the script returned.
    let answer: [String: Any]
    /// What the page wrote to the console.
    let console: [String]
  }

  /// Shows a page, draws all of its charts, and runs a script in it.
  ///
  /// - Parameters:
  ///   - page: The name of the file.
  ///   - script: The body of an asynchronous function that returns an object.
  ///   - width: The width of the window.
  ///   - dark: Whether the reader prefers dark pages.
  ///   - draws: Whether all charts are drawn before; otherwise time is real.
  func visit(
    _ page: String, width: Int = 1280, dark: Bool = false, draws: Bool = true, _ script: String
  ) throws -> Visit {
    try ask(page, draws: draws, script)
    let call = try open(
      "visit.html",
      [
        "--window-size=\(width),1000", "--enable-logging=stderr", "--v=0",
        dark ? "--blink-settings=preferredColorScheme=0" : "", draws ? "--virtual-time-budget=60000" : "",
        "--dump-dom",
      ])
    let encoded = try #require(
      call.output.firstMatch(of: #/<pre id="answer">([^<]*)</pre>/#), "\(call.complaints.suffix(2000))"
    ).output.1
    let data = try #require(Data(base64Encoded: String(encoded)))
    let answer = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let console = call.complaints.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
    return Visit(answer: answer, console: console)
  }

  /// Writes a page with a script that runs when it is loaded.
  private func ask(_ page: String, draws: Bool, _ script: String) throws {
    let text = String(decoding: try place.bytes(page), as: UTF8.self)
    let nonce = try #require(text.firstMatch(of: #/<script nonce="(\w+)"/#)).output.1
    let end = try #require(text.range(of: "</body>", options: .backwards))
    // The page runs no script that lacks its nonce, so this one has it.
    let question = """
      <script nonce="\(nonce)">addEventListener("load", async () => {
        let answer;
        try {
          \(draws ? "await ascribe.drawAll();" : "")
          answer = await (async () => { \(script) })();
        } catch (error) { answer = { failure: String(error) }; }
        const place = document.createElement("pre");
        place.id = "answer";
        place.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(answer))));
        document.body.append(place);
      });</script>
      """
    try place.write(text.replacingCharacters(in: end, with: question + "</body>"), to: "visit.html")
  }

  /// Makes a picture of what a window shows of a page whose charts are all drawn, at half its size.
  func picture(of page: String, as file: String, width: Int = 1000, height: Int = 1600) throws {
    try ask(page, draws: true, "return {};")
    let call = try open(
      "visit.html",
      [
        "--window-size=\(width),\(height)", "--force-device-scale-factor=0.5", "--virtual-time-budget=60000",
        "--screenshot=\(place.path(file))",
      ])
    _ = try #require(try? place.bytes(file), "\(call.complaints.suffix(2000))")
  }

  /// How far two pictures are apart, as the browser sees them: the share of squares of 10 by 10 pixels whose mean colours
  /// differ by more than a twentieth of the range; 1 for pictures of different sizes.
  func difference(_ first: Data, _ second: Data) throws -> Double {
    // The page is loaded when both pictures are.
    let pictures = [first, second].map {
      "<img src=\"data:image/png;base64,\($0.base64EncodedString())\" decoding=\"sync\">"
    }
    try place.write(
      """
      <body>\(pictures.joined())<script>addEventListener("load", () => {
        const [one, two] = [...document.images];
        let share = 1;
        if (one.naturalWidth === two.naturalWidth && one.naturalHeight === two.naturalHeight) {
          const means = (image) => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
            const [wide, high] = [Math.floor(canvas.width / 10), Math.floor(canvas.height / 10)];
            const sums = new Float64Array(wide * high * 3);
            for (let y = 0; y < high * 10; y += 1)
              for (let x = 0; x < wide * 10; x += 1)
                for (let part = 0; part < 3; part += 1)
                  sums[(Math.floor(y / 10) * wide + Math.floor(x / 10)) * 3 + part] +=
                    pixels[(y * canvas.width + x) * 4 + part] / 25500;
            return sums;
          };
          const [left, right] = [means(one), means(two)];
          let count = 0;
          for (let square = 0; square < left.length; square += 3)
            if ([0, 1, 2].some((part) => Math.abs(left[square + part] - right[square + part]) > 0.05)) count += 1;
          share = count / (left.length / 3);
        }
        document.body.innerHTML = "<pre id=share>" + share + "</pre>";
      });</script></body>
      """, to: "difference.html")
    let call = try open("difference.html", ["--virtual-time-budget=60000", "--dump-dom"])
    let share = try #require(
      call.output.firstMatch(of: #/<pre id="share">([^<]*)</pre>/#), "\(call.complaints.suffix(2000))")
    return try #require(Double(share.output.1))
  }

  private func open(_ page: String, _ options: [String]) throws -> FinishedCall {
    let program = try #require(Self.program, "Chromium is not installed")
    let all =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
        "--user-data-dir=\(place.path("profile"))",
      ] + options.filter { !$0.isEmpty }
    return try place.shell(
      "\(program) \(all.map { "'\($0)'" }.joined(separator: " ")) 'file://\(place.path(page))'")
  }
}

extension Trait where Self == ConditionTrait {
  /// Leaves a test out where Chromium is not installed, unless it must run.
  static var whereBrowsersAre: Self {
    .enabled(
      if: Browser.program != nil || Browser.isRequired, "Chromium is not installed (apt-get install chromium)"
    )
  }
}
