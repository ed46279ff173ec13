package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;
import static io.patchbay.tck.conformance.PlayedProvider.does;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's half of the wire of {@link PlayedProvider}. */
final class PlayedAnswers {

    private final CodecContext context;
    private final StringBuilder said = new StringBuilder();
    private final List<Item> calls = new ArrayList<>();
    private final PlayedChunk chunk = new PlayedChunk();
    private @Nullable String running;
    private String item = "";

    PlayedAnswers(CodecContext context) {
        this.context = context;
    }

    private void tell(TransportEvent event) {
        context.listener().onEvent(event);
    }

    private void tell(Feature needed, TransportEvent event) {
        if (does(needed)) {
            tell(event);
        }
    }

    void read(String message) {
        String[] words = PlayedWire.words(message);
        switch (words[0]) {
            case "ready" -> context.ready();
            case "began" ->
                    tell(Feature.SERVER_TURN_DETECTION, new TransportEvent.SpeechStarted(null, 0));
            case "stopped" -> tell(new TransportEvent.SpeechStopped(null, 0));
            case "heard" -> heard(words[1], words[2]);
            case "key" -> tell(Feature.DTMF, new TransportEvent.DtmfReceived(words[1]));
            case "begin" -> begin(words[1]);
            case "words" -> words(words[1]);
            case "text" ->
                    tell(
                            Feature.TEXT_OUTPUT,
                            new TransportEvent.TextDelta("" + running, item, 0, words[1]));
            case "call" -> call(words[1], words[2], words[3]);
            case "back" -> {
                if (!broken("a_call_that_the_provider_takes_back_is_told")) {
                    tell(new TransportEvent.ToolCallCancelled(words[1]));
                }
            }
            case "end" -> end(Response.Status.valueOf(words[1]));
            case "error" -> error(ProviderError.Severity.valueOf(words[1]), words[2]);
            case "bye" -> {
                long left = Long.parseLong(words[1]);
                boolean wrong =
                        broken("the_end_that_a_provider_announces_is_told_with_the_time_left");
                tell(new TransportEvent.GoAway(Duration.ofSeconds(wrong ? left * 1_000 : left)));
            }
            default -> tell(new TransportEvent.Rejected(words[0], "not understood"));
        }
    }

    private void heard(String id, String text) {
        if (!does(Feature.INPUT_TRANSCRIPTION)) {
            return;
        }
        if (!broken("a_turn_of_the_caller_is_told_in_full")) {
            ContentPart part = new ContentPart.InputAudio(text, null);
            tell(
                    new TransportEvent.ItemAdded(
                            new Item.Message(id, Role.USER, List.of(part), ItemStatus.COMPLETED),
                            Placement.END));
        }
        tell(new TransportEvent.InputTranscriptDone(id, 0, text, null));
    }

    private void begin(String id) {
        running = id;
        item = "item-" + id;
        tell(
                new TransportEvent.ResponseStarted(
                        response(Response.Status.IN_PROGRESS, null, List.of())));
        tell(new TransportEvent.ItemAdded(message(ItemStatus.IN_PROGRESS), Placement.END));
    }

    private Response response(Response.Status status, @Nullable String reason, List<Item> output) {
        return new Response("" + running, status, reason, null, output, false, Map.of(), null);
    }

    private Item message(ItemStatus status) {
        return new Item.Message(
                item,
                Role.ASSISTANT,
                List.of(new ContentPart.OutputAudio(said.toString(), null, null)),
                status);
    }

    private void words(String more) {
        boolean cut = broken("long_words_are_neither_cut_nor_lost") && more.length() > 65_536;
        String told = cut ? more.substring(0, 65_536) : more;
        said.append(told);
        tell(new TransportEvent.TranscriptDelta("" + running, item, 0, told));
    }

    void sound(ByteBuffer bytes) {
        if (running == null) {
            if (!broken("late_sound_is_not_taken_for_a_new_answer")) {
                return;
            }
            begin("late");
        }
        if (broken("sound_of_the_model_is_told_whole_and_in_order") && bytes.remaining() == 1) {
            return;
        }
        if (does(Feature.AUDIO_OUTPUT)) {
            AudioChunk shown = chunk.show(bytes, running, item);
            context.listener().onAudio(shown);
        }
    }

    private void call(String callId, String name, String arguments) {
        if (!does(Feature.PARALLEL_TOOLS) && !calls.isEmpty()) {
            return;
        }
        boolean tidy = broken("arguments_that_are_no_json_are_told_as_they_came");
        Item call =
                new Item.FunctionCall(
                        "item-" + callId,
                        callId,
                        name,
                        tidy && !arguments.endsWith("}") ? "{}" : arguments,
                        ItemStatus.COMPLETED);
        calls.add(call);
        tell(new TransportEvent.OutputItemDone("" + running, calls.size(), call));
    }

    private void end(Response.Status status) {
        boolean twice = broken("a_caller_who_speaks_ends_the_answer");
        if (running == null && !twice) {
            return;
        }
        List<Item> output = new ArrayList<>();
        output.add(message(ItemStatus.COMPLETED));
        output.addAll(calls);
        if (broken("an_answer_is_told_from_its_begin_to_its_end")) {
            output.remove(0);
        }
        Response over =
                response(
                        status,
                        status == Response.Status.CANCELLED ? "turn_detected" : null,
                        output);
        running = null;
        said.setLength(0);
        calls.clear();
        tell(new TransportEvent.ResponseDone(over));
    }

    private void error(ProviderError.Severity severity, String why) {
        boolean kept =
                !broken("a_lost_line_is_reported_as_one_that_another_may_replace")
                        && !broken("a_refusal_is_reported_as_one_that_needs_a_person")
                        && !broken("a_complaint_is_told_and_the_line_goes_on");
        ProviderError error =
                new ProviderError(
                        "error", null, why, null, null, kept ? severity : wrong(severity));
        if (error.severity() == ProviderError.Severity.RECOVERABLE) {
            tell(new TransportEvent.Error(error));
        } else {
            context.failed(error);
        }
    }

    private static ProviderError.Severity wrong(ProviderError.Severity severity) {
        return severity == ProviderError.Severity.FATAL
                ? ProviderError.Severity.LINE_LOST
                : ProviderError.Severity.FATAL;
    }
}
