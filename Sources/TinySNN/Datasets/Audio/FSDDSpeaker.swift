/// The people who speak in the Free Spoken Digit Dataset; each says every digit 50 times.
public enum FSDDSpeaker: String, Codable, CaseIterable, Hashable, Sendable {
  /// The first name or nickname, as the files spell it.
  case george, jackson, lucas, nicolas, theo, yweweler
}
