package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.load.Say;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** The answers of one line, one at a time, in markers. On the line's loop. */
final class ToneAnswer {

    /** What an answer has as a rule: one second. */
    static final int MARKERS = 5;

    private static final int RATE = 24_000;

    /** So long sound travels before the buffer counts as played. */
    private static final int DRAIN_TICKS = 10;

    private final ToneLine line;
    private final ToneWire wire;
    private final ToneCall call;
    private final Say say;
    private final MarkerVoice voice;
    private final ByteBuffer frame = ToneLine.frame();
    private String response = "";
    private String item = "";
    private boolean generating;
    private boolean playing;
    private int draining;

    ToneAnswer(ToneLine line, ToneWire wire, ToneCall call, Say say) {
        this.line = line;
        this.wire = wire;
        this.call = call;
        this.say = say;
        this.voice = new MarkerVoice(RATE, call.said);
    }

    /** Answers, in so many markers. */
    void begin(int markers) {
        if (generating) {
            ObjectNode error = say.event("error");
            error.putObject("error")
                    .put("type", "invalid_request_error")
                    .put("code", "conversation_already_has_active_response")
                    .put("message", "Conversation already has an active response")
                    .putNull("param")
                    .putNull("event_id");
            wire.send(error.toString());
            return;
        }
        generating = true;
        response = call.ids.next("resp");
        item = call.ids.next("item");
        ObjectNode message = say.message(item, "assistant", "in_progress", "", "");
        wire.send(say.response("response.created", response, "in_progress"));
        wire.send(say.outputItem("response.output_item.added", response, message));
        line.add(message);
        wire.send(say.part("response.content_part.added", response, item, ""));
        wire.send(
                say.content(
                        "response.output_audio_transcript.delta",
                        response,
                        item,
                        "delta",
                        "An answer in tones."));
        if (wire.media()) {
            playing = true;
            draining = 0;
            wire.send(buffer("output_audio_buffer.started"));
        }
        voice.speak(markers);
    }

    private String buffer(String type) {
        return say.about(type, "response_id", response);
    }

    /** 20 ms are over. */
    void tick() {
        if (voice.speaking()) {
            ByteBuffer pcm = voice.fill(frame);
            if (wire.media()) {
                wire.sound(pcm);
            } else {
                byte[] bytes = Arrays.copyOf(pcm.array(), pcm.limit());
                wire.send(
                        say.content(
                                "response.output_audio.delta",
                                response,
                                item,
                                "delta",
                                Base64.getEncoder().encodeToString(bytes)));
            }
            if (!voice.speaking()) {
                done("completed");
            }
        } else if (playing && ++draining > DRAIN_TICKS) {
            playing = false;
            wire.send(buffer("output_audio_buffer.stopped"));
        }
    }

    private void done(String status) {
        generating = false;
        ObjectNode message =
                say.message(
                        item,
                        "assistant",
                        "completed".equals(status) ? "completed" : "incomplete",
                        "output_audio",
                        "An answer in tones.");
        wire.send(say.content("response.output_audio.done", response, item, "", ""));
        wire.send(
                say.content(
                        "response.output_audio_transcript.done",
                        response,
                        item,
                        "transcript",
                        "An answer in tones."));
        wire.send(say.part("response.content_part.done", response, item, "An answer in tones."));
        wire.send(say.item("conversation.item.done", "", message));
        wire.send(say.outputItem("response.output_item.done", response, message));
        wire.send(say.response("response.done", response, status, message));
    }

    /** The answer is not said to its end. */
    void cancel(String reason) {
        if (generating) {
            voice.hush();
            done("cancelled");
        }
        if (reason.equals("turn_detected")) {
            clear();
        }
    }

    /** The client wants to hear no more of what is on its way. */
    void clear() {
        if (playing) {
            playing = false;
            voice.hush();
            wire.flush();
            call.said.excuse();
            wire.send(buffer("output_audio_buffer.cleared"));
        }
    }

    /** The line is gone: what was not said on it is not said. */
    void gone() {
        if (voice.speaking()) {
            voice.hush();
            call.cutOff();
        }
    }
}
