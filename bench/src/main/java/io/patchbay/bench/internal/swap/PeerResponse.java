package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.load.Say;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The responses of one line, one at a time. On the peer's thread. */
final class PeerResponse {

    /** Sound is generated twice as fast as it is played. */
    private static final int FRAMES_A_TICK = 2;

    private static final int SHORTEST = 8;
    private static final int MORE = 22;

    private final PeerLine line;
    private final FarEnd end;
    private final Say say;
    private final ByteBuffer frame = Frames.buffer();

    /**
     * Calls of the newest response: whether they were heard is not known before something follows.
     */
    private final List<String> fresh = new ArrayList<>();

    private @Nullable Speech speech;

    /** An answer that is being spoken. */
    private static final class Speech {
        private final String response;
        private final String item;
        private final String words;
        private int left;

        Speech(String response, String item, String words, int left) {
            this.response = response;
            this.item = item;
            this.words = words;
            this.left = left;
        }
    }

    PeerResponse(PeerLine line, FarEnd end, Say say) {
        this.line = line;
        this.end = end;
        this.say = say;
    }

    /** The client asks for a response. */
    void asked(String eventId) {
        if (speech != null) {
            ObjectNode error = say.event("error");
            error.putObject("error")
                    .put("type", "invalid_request_error")
                    .put("code", "conversation_already_has_active_response")
                    .put("message", "Conversation already has an active response")
                    .putNull("param")
                    .put("event_id", eventId);
            line.send(error.toString());
            return;
        }
        fresh.clear();
        answer();
    }

    /** The caller has spoken. */
    void turn() {
        fresh.clear();
        FarEnd.Move move = end.next();
        List<String> wanted =
                switch (move) {
                    case ANSWER -> List.of();
                    case TOOL ->
                            end.random.nextBoolean()
                                    ? List.of("quick")
                                    : List.of("quick", "calculate");
                    case SLOW_TOOL -> List.of("slow");
                    case CONSENT -> List.of("careful");
                    case HANDOFF -> List.of("transfer_to_");
                };
        List<String> calls = new ArrayList<>();
        for (String tool : line.tools()) {
            if (wanted.stream().anyMatch(tool::startsWith)) {
                calls.add(tool);
            }
        }
        if (calls.isEmpty()) {
            answer();
        } else {
            call(calls);
            if (move == FarEnd.Move.HANDOFF) {
                end.handedOver();
            } else if (move == FarEnd.Move.SLOW_TOOL) {
                end.callsSlowTool();
            }
        }
    }

    private void call(List<String> names) {
        String response = end.ids.next("resp");
        line.send(say.response("response.created", response, "in_progress"));
        List<ObjectNode> output = new ArrayList<>();
        for (String name : names) {
            String item = end.ids.next("item");
            String id = end.ids.next("call");
            String arguments =
                    name.equals("calculate")
                            ? "{\"left\":17,\"operation\":\"PLUS\",\"right\":4}"
                            : name.startsWith("transfer_to_")
                                    ? "{}"
                                    : "{\"n\":" + output.size() + "}";
            ObjectNode begun = say.call(item, "in_progress", id, name, "");
            ObjectNode whole = say.call(item, "completed", id, name, arguments);
            end.tools.made(id, name);
            fresh.add(id);
            line.send(say.outputItem("response.output_item.added", response, begun));
            line.added(begun);
            line.send(
                    say.arguments(
                            "response.function_call_arguments.done",
                            response,
                            item,
                            id,
                            name,
                            "arguments",
                            arguments));
            line.done(whole);
            line.send(say.outputItem("response.output_item.done", response, whole));
            output.add(whole);
        }
        line.send(
                say.response(
                        "response.done", response, "completed", output.toArray(ObjectNode[]::new)));
    }

    private void answer() {
        String response = end.ids.next("resp");
        String item = end.ids.next("item");
        Speech begun =
                new Speech(
                        response,
                        item,
                        "Answer " + end.answers() + " of " + end.name + ".",
                        SHORTEST + end.random.nextInt(MORE));
        speech = begun;
        ObjectNode message = say.message(item, "assistant", "in_progress", "", "");
        line.send(say.response("response.created", response, "in_progress"));
        line.send(say.outputItem("response.output_item.added", response, message));
        line.added(message);
        line.send(say.part("response.content_part.added", response, item, ""));
        line.send(
                say.content(
                        "response.output_audio_transcript.delta",
                        response,
                        item,
                        "delta",
                        begun.words));
        speak(begun);
    }

    private void speak(Speech now) {
        if (speech != now) {
            return;
        }
        for (int i = 0; i < FRAMES_A_TICK && now.left > 0; i++) {
            now.left--;
            Frames.write(frame, Frames.Kind.ANSWER, end.nextFrame());
            line.send(
                    say.content(
                            "response.output_audio.delta",
                            now.response,
                            now.item,
                            "delta",
                            Base64.getEncoder().encodeToString(frame.array())));
        }
        if (now.left == 0) {
            finish(now);
        } else {
            line.later(Frames.MILLIS, () -> speak(now));
        }
    }

    private void finish(Speech now) {
        speech = null;
        end.answered();
        line.send(say.content("response.output_audio.done", now.response, now.item, "", ""));
        line.send(
                say.content(
                        "response.output_audio_transcript.done",
                        now.response,
                        now.item,
                        "transcript",
                        now.words));
        line.send(say.part("response.content_part.done", now.response, now.item, now.words));
        ended(now, "completed", null);
    }

    private void ended(Speech now, String status, @Nullable String reason) {
        String shown = status.equals("completed") ? status : "incomplete";
        ObjectNode item = say.message(now.item, "assistant", shown, "output_audio", now.words);
        line.done(item);
        line.send(say.outputItem("response.output_item.done", now.response, item));
        String done = say.response("response.done", now.response, status, item);
        if (reason != null && Say.JSON.readTree(done) instanceof ObjectNode event) {
            event.withObject("response")
                    .putObject("status_details")
                    .put("type", status)
                    .put("reason", reason);
            done = event.toString();
        }
        line.send(done);
    }

    /** The answer is cut off: by the client, or because the caller speaks. */
    void cancelled(String reason) {
        Speech now = speech;
        if (now != null) {
            speech = null;
            ended(now, "cancelled", reason);
        } else if (reason.equals("client_cancelled")) {
            ObjectNode error = say.event("error");
            error.putObject("error")
                    .put("type", "invalid_request_error")
                    .put("code", "response_cancel_not_active")
                    .put("message", "Cancellation failed: no active response found")
                    .putNull("param")
                    .putNull("event_id");
            line.send(error.toString());
        }
    }

    /** The line is gone: whether the newest calls were heard, nobody knows. */
    void lineGone() {
        speech = null;
        fresh.forEach(end.tools::unheard);
        fresh.clear();
    }
}
