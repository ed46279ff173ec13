package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Json;
import tools.jackson.databind.node.ObjectNode;

/** The two forms in which a transcription is billed. */
final class TranscriptionUsage {
    private TranscriptionUsage() {}

    /** Whisper models count time. */
    static ObjectNode seconds(long millis) {
        return Json.object().put("type", "duration").put("seconds", millis / 1e3);
    }

    /** The others count tokens. */
    static ObjectNode tokens(long millis, String transcript) {
        int audio = Tokens.ofInputAudio(millis).total();
        int text = Tokens.ofText(transcript).total();
        ObjectNode usage =
                Json.object()
                        .put("type", "tokens")
                        .put("input_tokens", audio)
                        .put("output_tokens", text)
                        .put("total_tokens", audio + text);
        usage.putObject("input_token_details").put("text_tokens", 0).put("audio_tokens", audio);
        return usage;
    }
}
