package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of commands and of sound. */
@Contract({RealtimeCodec.class, ProviderCapabilities.class})
abstract class ProviderSending extends ProviderLine {

    private static final int FRAME = 960;

    /** A command of each kind that this feature needs; those without are in any dialect. */
    private static Map<Command, Feature> commands() {
        Map<Command, Feature> all = new LinkedHashMap<>();
        all.put(Command.CommitAudio.now(), Feature.MANUAL_TURNS);
        all.put(Command.ClearInputAudio.now(), Feature.MANUAL_TURNS);
        all.put(Command.CreateItem.append(Item.Message.user("hello")), Feature.TEXT_INPUT);
        all.put(
                Command.CreateItem.append(Item.Message.image("data:image/png;base64,iVBORw0KGgo=")),
                Feature.IMAGE_INPUT);
        all.put(
                Command.CreateItem.append(Item.FunctionCallOutput.of("call_1", "done")),
                Feature.FUNCTION_TOOLS);
        all.put(Command.CreateResponse.of(ResponseOptions.DEFAULT), Feature.CLIENT_RESPONSES);
        all.put(Command.CancelResponse.current(), Feature.CANCEL);
        all.put(Command.TruncateItem.of("item_1", 0, 400), Feature.TRUNCATE);
        all.put(Command.DeleteItem.of("item_1"), Feature.HISTORY_EDITS);
        all.put(new Command.Say("say_1", "hello"), Feature.SAY);
        return all;
    }

    @Test
    void what_is_declared_can_be_sent_and_all_else_is_refused_in_words() throws Exception {
        ProviderCapabilities able = capabilities();
        connector(
                connector ->
                        commands()
                                .forEach(
                                        (command, feature) ->
                                                requireSent(
                                                        opened(connector),
                                                        command,
                                                        feature,
                                                        able.has(feature))));
    }

    private static void requireSent(
            CodecLine line, Command command, Feature feature, boolean declared) {
        Throwable thrown = null;
        try {
            line.codec.encode(command);
        } catch (RuntimeException e) {
            thrown = e;
        }
        Throwable seen = thrown;
        // ended turns and forgotten sound are two things, and some wires have a word for one only
        boolean optional = !declared || command instanceof Command.ClearInputAudio;
        boolean refused =
                optional
                        && (seen instanceof UnsupportedOperationException
                                || seen instanceof IllegalArgumentException)
                        && seen.getMessage() != null;
        require(
                refused || seen == null && !line.sent.isEmpty(),
                "a command goes onto the wire; one that the provider does not have is refused with"
                        + " an UnsupportedOperationException that says why",
                () ->
                        command.getClass().getSimpleName()
                                + ", "
                                + feature
                                + (declared ? " declared: " : " not declared: ")
                                + (seen == null ? "nothing was sent" : Finding.shown(seen)),
                "send it, or do not declare the feature; drop nothing in silence");
    }

    @Test
    void a_raw_message_goes_out_as_it_is() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    String json = "{ \"type\" : \"kit.raw\", \"words\": \"\u00e4\u20ac\" }";
                    line.codec.encode(Command.Raw.of(json));
                    require(
                            line.sent.size() == 1
                                    && json.equals(
                                            new String(line.sent.get(0), StandardCharsets.UTF_8)),
                            "Raw passes through unmodified",
                            () -> line.sent.size() + " messages, not what was given",
                            "write its bytes");
                });
    }

    @Test
    void a_full_line_is_told_to_the_caller() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    line.full = true;
                    String seen;
                    try {
                        boolean taken = line.codec.encodeAudio(ByteBuffer.allocate(FRAME));
                        line.codec.encode(Command.Raw.of("{}"));
                        seen = taken ? "encodeAudio answered true" : "";
                    } catch (BacklogException e) {
                        seen = "";
                    } catch (RuntimeException e) {
                        seen = Finding.shown(e);
                    }
                    String what = seen;
                    require(
                            what.isEmpty(),
                            "when WireOutput.begin answers null, encodeAudio answers false and"
                                    + " encode ends",
                            () -> what,
                            "look at what begin answers");
                });
    }

    @Test
    void sound_is_consumed_and_goes_out_in_order() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    ByteArrayOutputStream wire = new ByteArrayOutputStream();
                    for (int i = 0; i < 5; i++) {
                        byte[] bytes = new byte[FRAME];
                        Arrays.fill(bytes, (byte) (i + 1));
                        ByteBuffer frame = ByteBuffer.wrap(bytes);
                        int sent = line.sent.size();
                        boolean taken = line.codec.encodeAudio(frame);
                        require(
                                taken && !frame.hasRemaining() && line.sent.size() > sent,
                                "encodeAudio sends the frame and moves its position to its limit",
                                () -> taken + ", " + frame.remaining() + " bytes left",
                                "consume it");
                        wire.writeBytes(line.sent.get(line.sent.size() - 1));
                    }
                    require(
                            line.codec.inputFormat() != null && wire.size() > 0,
                            "inputFormat names the format of the sound",
                            () -> "null",
                            "name it");
                });
    }
}
