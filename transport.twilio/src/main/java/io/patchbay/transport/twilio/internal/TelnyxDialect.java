package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Secret;
import io.patchbay.net.http.IncomingRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Telnyx media streaming with {@code stream_bidirectional_mode=rtp}: either G.711, and a token in a
 * header that whoever asked for the stream has set.
 */
final class TelnyxDialect implements Dialect {

    private static final String TOKEN = "x-telnyx-streaming-auth-token";

    private final AudioFormat output;

    /** With the codec that the stream was asked for. */
    TelnyxDialect(AudioFormat output) {
        this.output = output;
    }

    @Override
    public String name() {
        return "telnyx";
    }

    @Override
    public @Nullable String streamMember() {
        return null;
    }

    @Override
    public StreamStart start(ObjectNode message) {
        JsonNode start = message.path("start");
        JsonNode format = start.path("media_format");
        AudioFormat input =
                switch (format.path("encoding").asString("PCMU").toUpperCase(Locale.ROOT)) {
                    case "PCMU" -> AudioFormat.PCMU_8K;
                    case "PCMA" -> AudioFormat.PCMA_8K;
                    default ->
                            throw new IllegalArgumentException(
                                    "the sound of the stream must be PCMU or PCMA; ask for it with"
                                            + " stream_codec");
                };
        StreamStart.checkTelephone(format.path("sample_rate"), format.path("channels"));
        String stream = message.path("stream_id").asString("");
        String call = start.path("call_control_id").asString(stream);
        Map<String, String> metadata = StreamStart.parameters(start.path("custom_parameters"));
        StreamStart.put(metadata, "From", start.path("from"));
        StreamStart.put(metadata, "To", start.path("to"));
        StreamStart.put(metadata, "client_state", start.path("client_state"));
        StreamStart.put(metadata, "session", start.path("call_session_id"));
        StreamStart.put(metadata, "account", start.path("user_id"));
        return new StreamStart(stream, call, metadata, input, output);
    }

    @Override
    public boolean admits(IncomingRequest request, StreamSettings settings) {
        List<String> shown = request.headers().all(TOKEN);
        boolean known = settings.tokens().isEmpty();
        for (Secret token : settings.tokens()) {
            known |=
                    shown.size() == 1
                            && MessageDigest.isEqual(
                                    shown.get(0).getBytes(StandardCharsets.UTF_8),
                                    token.reveal().getBytes(StandardCharsets.UTF_8));
        }
        return known;
    }
}
