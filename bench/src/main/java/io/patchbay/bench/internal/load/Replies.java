package io.patchbay.bench.internal.load;

import tools.jackson.databind.node.ObjectNode;

/** Whole responses: everything before the sound, the sound's place, and everything after. */
final class Replies {

    static final String TRANSCRIPT = "It is a quarter past nine, and the train leaves at ten.";

    private final Say say;
    private final Outbox out;

    Replies(Say say, Outbox out) {
        this.say = say;
        this.out = out;
    }

    /** What comes before the sound of an answer. */
    void open(String responseId, String itemId, String previous) {
        ObjectNode item = say.message(itemId, "assistant", "in_progress", "", "");
        out.say(say.response("response.created", responseId, "in_progress"));
        out.say(say.outputItem("response.output_item.added", responseId, item));
        out.say(say.item("conversation.item.added", previous, item));
        out.say(say.part("response.content_part.added", responseId, itemId, ""));
        out.say(
                say.content(
                        "response.output_audio_transcript.delta",
                        responseId,
                        itemId,
                        "delta",
                        TRANSCRIPT));
    }

    /** What comes after it. */
    void end(String responseId, String itemId, String previous) {
        ObjectNode item = say.message(itemId, "assistant", "completed", "output_audio", TRANSCRIPT);
        out.say(say.content("response.output_audio.done", responseId, itemId, "", ""));
        out.say(
                say.content(
                        "response.output_audio_transcript.done",
                        responseId,
                        itemId,
                        "transcript",
                        TRANSCRIPT));
        out.say(say.part("response.content_part.done", responseId, itemId, TRANSCRIPT));
        out.say(say.item("conversation.item.done", previous, item));
        out.say(say.outputItem("response.output_item.done", responseId, item));
        out.say(say.response("response.done", responseId, "completed", item));
    }

    /** A response that is a call of the tool {@code noop}; the clock is read by the caller. */
    void call(String responseId, String itemId, String callId, String previous) {
        ObjectNode begun = say.call(itemId, "in_progress", callId, "noop", "");
        ObjectNode whole = say.call(itemId, "completed", callId, "noop", "{}");
        out.say(say.response("response.created", responseId, "in_progress"));
        out.say(say.outputItem("response.output_item.added", responseId, begun));
        out.say(say.item("conversation.item.added", previous, begun));
        out.say(
                say.arguments(
                        "response.function_call_arguments.delta",
                        responseId,
                        itemId,
                        callId,
                        "noop",
                        "delta",
                        "{}"));
        out.say(
                say.arguments(
                        "response.function_call_arguments.done",
                        responseId,
                        itemId,
                        callId,
                        "noop",
                        "arguments",
                        "{}"));
        out.say(say.item("conversation.item.done", previous, whole));
        out.say(say.outputItem("response.output_item.done", responseId, whole));
        out.say(say.response("response.done", responseId, "completed", whole));
    }
}
