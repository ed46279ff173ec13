package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;
import static io.patchbay.tck.conformance.PlayedProvider.does;
import static io.patchbay.tck.conformance.PlayedWire.line;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The client's half of the wire of {@link PlayedProvider}. */
final class PlayedCodec implements RealtimeCodec {

    private static final Duration HOUR = Duration.ofHours(1);

    private final ProviderCapabilities able;
    private @Nullable CodecContext context;
    private @Nullable PlayedAnswers answers;
    private final boolean hears = does(Feature.AUDIO_INPUT);
    private int frames;

    PlayedCodec(ProviderCapabilities able) {
        this.able = able;
    }

    @Override
    public void open(CodecContext given) {
        context = given;
        answers = new PlayedAnswers(given);
        if (broken("silence_is_borne_and_nothing_is_left_of_a_closed_line")) {
            given.loop().schedule(() -> say("still here"), HOUR);
        }
        if (broken("a_line_is_ready_when_its_opening_was_accepted_and_not_before")) {
            given.ready();
        }
        SessionConfig config = given.initialConfig();
        say(
                "config",
                written(
                        broken("what_a_session_starts_with_is_in_its_opening")
                                ? SessionConfig.EMPTY
                                : config));
        if (does(Feature.HISTORY_SEED)
                && !broken("a_conversation_so_far_is_taken_as_the_capabilities_say")) {
            given.history().forEach(item -> create(item, ""));
        }
    }

    /** Of a configuration what is done now. */
    private static String written(SessionConfig config) {
        SessionConfig.Builder known = config.toBuilder();
        config.value(ConfigField.TURN_DETECTION)
                .ifPresent(
                        wish ->
                                known.turnDetection(
                                        wish.with(
                                                does(Feature.CLIENT_RESPONSES)
                                                        ? wish.createResponse()
                                                        : null,
                                                does(Feature.CLIENT_INTERRUPTION)
                                                        ? wish.interruptResponse()
                                                        : null)));
        config.value(ConfigField.TOOLS)
                .ifPresent(
                        tools ->
                                known.tools(
                                        tools.stream()
                                                .map(PlayedCodec::tool)
                                                .filter(Objects::nonNull)
                                                .toList()));
        return PlayedWire.config(known.build());
    }

    private static @Nullable ToolDefinition tool(ToolDefinition tool) {
        if (tool instanceof HostedMcpTool) {
            return does(Feature.HOSTED_MCP) ? tool : null;
        }
        ToolDefinition.Function function = (ToolDefinition.Function) tool;
        return does(Feature.FUNCTION_TOOLS)
                ? new ToolDefinition.Function(
                        function.name(),
                        function.description(),
                        function.parameters(),
                        function.background() && does(Feature.BACKGROUND_TOOLS))
                : null;
    }

    private CodecContext context() {
        return Objects.requireNonNull(context);
    }

    private void say(Object... words) {
        send(line(words).getBytes(StandardCharsets.UTF_8), WireKind.TEXT);
    }

    private boolean send(byte[] bytes, WireKind kind) {
        ByteBuffer out = context().output().begin(bytes.length);
        if (out == null) {
            return false;
        }
        out.put(bytes);
        context().output().end(kind);
        return true;
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.UpdateSession update) {
            if (!broken("a_change_reaches_the_wire_or_needs_a_new_line_or_is_refused_in_words")) {
                say("config", written(update.change()));
            }
        } else if (command instanceof Command.CreateItem create) {
            create(create.item(), does(Feature.BACKGROUND_TOOLS) ? create.delivery().name() : "");
        } else if (command instanceof Command.CreateResponse create) {
            respond(create.options());
        } else if (command instanceof Command.SpeechActivity activity) {
            need(Feature.SPEECH_ACTIVITY);
            say("active", activity.started());
        } else if (command instanceof Command.CommitAudio) {
            need(Feature.MANUAL_TURNS);
            say("commit");
        } else if (command instanceof Command.CancelResponse) {
            need(Feature.CANCEL);
            say("cancel");
        } else if (command instanceof Command.TruncateItem cut) {
            need(Feature.TRUNCATE);
            say("cut", cut.itemId(), cut.audioEndMillis());
        } else if (command instanceof Command.DeleteItem delete) {
            need(Feature.HISTORY_EDITS);
            say("delete", delete.itemId());
        } else if (command instanceof Command.Say words) {
            if (!broken("each_claim_is_kept_and_what_is_not_claimed_is_refused")) {
                need(Feature.SAY);
                say("say", words.text());
            }
        } else {
            throw refused(command.getClass().getSimpleName());
        }
    }

    private void respond(ResponseOptions options) {
        if (options.outOfBand()) {
            need(Feature.OUT_OF_BAND_RESPONSES);
        }
        if (!options.overrides().isEmpty()) {
            need(Feature.PER_RESPONSE_OVERRIDES);
        }
        if (!does(Feature.AUTOMATIC_TOOL_REPLY)
                && !broken("a_call_is_part_of_an_answer_and_its_output_goes_back")) {
            String beside = options.outOfBand() ? "beside " : "";
            say("respond", beside + PlayedWire.config(options.overrides()));
        }
    }

    private void create(Item item, String delivery) {
        if (item instanceof Item.Message message) {
            boolean picture = message.content().get(0) instanceof ContentPart.InputImage;
            need(picture ? Feature.IMAGE_INPUT : Feature.TEXT_INPUT);
            String text = message.text();
            boolean cut = broken("a_message_beyond_the_providers_limit_is_refused_or_sent_whole");
            say(
                    picture ? "picture" : "message",
                    message.role().name().toLowerCase(java.util.Locale.ROOT),
                    cut ? text.substring(0, text.length() / 2) : text);
        } else if (item instanceof Item.FunctionCall call) {
            say("called", call.callId(), call.name(), call.arguments());
        } else if (item instanceof Item.FunctionCallOutput output) {
            if (!broken("an_output_that_nobody_waits_for_disturbs_nothing")) {
                say("output", output.callId(), output.output(), delivery);
            }
        } else {
            throw refused(item.getClass().getSimpleName());
        }
    }

    private static void need(Feature feature) {
        if (!does(feature)) {
            throw refused(feature.name());
        }
    }

    private static UnsupportedOperationException refused(String what) {
        return new UnsupportedOperationException("this provider has no word for " + what);
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        if (!hears) {
            throw refused("sound");
        }
        if (broken("a_frame_costs_no_memory_to_speak_of")) {
            byte[] copy = new byte[audio.remaining()];
            audio.get(copy);
            return send(copy, WireKind.BINARY);
        }
        ByteBuffer out = context().output().begin(audio.remaining());
        if (out == null) {
            boolean lies =
                    broken(
                            "a_far_end_that_does_not_read_is_told_to_the_caller_and_nothing_is_lost");
            audio.position(lies ? audio.limit() : audio.position());
            return lies;
        }
        if (broken("sound_of_the_caller_arrives_whole_and_in_order") && ++frames == 3) {
            audio.position(audio.limit());
        }
        out.put(audio);
        context().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        PlayedAnswers reader = Objects.requireNonNull(answers);
        if (kind == WireKind.BINARY) {
            reader.sound(message);
        } else {
            reader.read(StandardCharsets.UTF_8.decode(message).toString());
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        SessionConfig change = current.changesTo(wanted);
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        Set<ConfigField<?>> now = new HashSet<>();
        Set<ConfigField<?>> deferred = new HashSet<>();
        Set<ConfigField<?>> newLine = new HashSet<>();
        boolean careless = broken("a_field_that_is_not_declared_is_rejected_with_a_reason");
        for (ConfigField<?> field : change.fields()) {
            ProviderCapabilities.Mutability mutability = able.mutability().get(field);
            if (mutability == null) {
                rejected.put(field, careless ? "" : "unknown here");
            } else {
                switch (mutability) {
                    case RECONNECT -> newLine.add(field);
                    case NEXT_RESPONSE -> deferred.add(field);
                    case ANY_TIME, BEFORE_FIRST_AUDIO -> now.add(field);
                }
            }
        }
        return new ConfigPlan(
                change.only(now), change.only(deferred), change.only(newLine), rejected);
    }

    @Override
    public void close() {
        if (broken("the_end_of_a_connection_ends_the_codec")) {
            context().ready();
        }
    }
}
