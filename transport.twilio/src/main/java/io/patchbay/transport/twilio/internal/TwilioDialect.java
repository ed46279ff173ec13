package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.net.http.IncomingRequest;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Twilio Media Streams, in both directions: mu-law at 8 kHz, each request signed. */
final class TwilioDialect implements Dialect {

    @Override
    public String name() {
        return "twilio";
    }

    @Override
    public String streamMember() {
        return "streamSid";
    }

    @Override
    public StreamStart start(ObjectNode message) {
        JsonNode start = message.path("start");
        JsonNode format = start.path("mediaFormat");
        if (!format.path("encoding").asString("audio/x-mulaw").equals("audio/x-mulaw")) {
            throw new IllegalArgumentException("the sound of the stream must be audio/x-mulaw");
        }
        StreamStart.checkTelephone(format.path("sampleRate"), format.path("channels"));
        String stream = start.path("streamSid").asString(message.path("streamSid").asString(""));
        String call = start.path("callSid").asString(stream);
        Map<String, String> metadata = StreamStart.parameters(start.path("customParameters"));
        StreamStart.put(metadata, "account", start.path("accountSid"));
        return new StreamStart(stream, call, metadata, AudioFormat.PCMU_8K, AudioFormat.PCMU_8K);
    }

    @Override
    public boolean admits(IncomingRequest request, StreamSettings settings) {
        return Signature.signed(request, settings, "ws", Map.of());
    }
}
