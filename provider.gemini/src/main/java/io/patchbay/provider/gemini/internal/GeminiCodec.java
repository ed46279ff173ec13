package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.dialect.Answers;
import io.patchbay.dialect.Plans;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection's dialect: opens it, and joins what writes and what reads.
 *
 * <p>The opening is {@code setup}, {@code setupComplete}, then the history, if there is one.
 */
final class GeminiCodec implements RealtimeCodec {

    private final Profile profile;
    private final UnaryOperator<@Nullable String> modelName;
    private final SoundWriter sound = new SoundWriter();
    private @Nullable CodecContext context;
    private @Nullable CommandWriter commands;
    private @Nullable MessageReader reader;
    private boolean ready;

    /**
     * A codec.
     *
     * @param modelName the name that the service wants for one that a session asks for
     */
    GeminiCodec(Profile profile, UnaryOperator<@Nullable String> modelName) {
        this.profile = profile;
        this.modelName = modelName;
    }

    @Override
    public void open(CodecContext line) {
        if (context != null) {
            throw new IllegalStateException("a codec is opened once");
        }
        SessionConfig config = line.initialConfig();
        ObjectNode history =
                line.resumption() == null ? ContentWriter.history(line.history()) : null;
        ObjectNode setup =
                SetupWriter.setup(
                        String.valueOf(modelName.apply(line.model())),
                        config,
                        line.resumption(),
                        history != null);
        boolean manual = config.get(ConfigField.TURN_DETECTION) instanceof ConfigValue.Cleared;
        TransportListener listener = line.listener();
        String prefix = "g" + Long.toString(Math.abs(line.loop().nanoTime()), 36);
        Answers answers = new Answers(listener, Profile.SPOKEN, prefix);
        CallerTurns caller = new CallerTurns(listener, sound::millis, prefix);
        Dialogue dialogue = new Dialogue(listener, answers, caller, manual);
        PendingCalls calls = new PendingCalls(config.value(ConfigField.TOOLS).orElse(List.of()));
        CommandWriter writer =
                new CommandWriter(line, dialogue, caller, calls, manual, line.resumption() != null);
        context = line;
        commands = writer;
        reader =
                new MessageReader(
                        listener,
                        dialogue,
                        caller,
                        new SoundReader(dialogue, answers),
                        new UsageReader(profile.cloud()),
                        calls,
                        session -> accepted(session, history));
        writer.send(setup);
    }

    private void accepted(String session, @Nullable ObjectNode history) {
        CodecContext line = line();
        SessionConfig config = inForce(line.initialConfig());
        if (!ready) {
            line.listener().onEvent(new TransportEvent.SessionCreated(session, null, config));
        }
        line.listener().onEvent(new TransportEvent.SessionUpdated(config));
        if (!ready) {
            ready = true;
            if (history != null) {
                writer().send(history);
            }
            untold(line);
            line.ready();
        }
    }

    private static void untold(CodecContext line) {
        long pictures = line.resumption() == null ? ContentWriter.untold(line.history()) : 0;
        if (pictures > 0) {
            line.listener()
                    .onEvent(
                            new TransportEvent.Notice(
                                    "history-untold",
                                    "Gemini takes pictures as data URIs only; of the history"
                                            + " are left out: "
                                            + pictures));
        }
    }

    /** What was asked for with what the service does where nothing was said. */
    private SessionConfig inForce(SessionConfig asked) {
        Set<ConfigField<?>> known = new HashSet<>(profile.capabilities().mutability().keySet());
        SessionConfig.Builder all =
                asked.only(known).toBuilder()
                        .outputModality(Modality.AUDIO)
                        .inputFormat(Profile.HEARD)
                        .outputFormat(Profile.SPOKEN);
        ConfigValue<TurnDetection> detection = asked.get(ConfigField.TURN_DETECTION);
        if (!(detection instanceof ConfigValue.Cleared)) {
            TurnDetection own = detection.asOptional().orElse(TurnDetection.ServerVad.defaults());
            all.turnDetection(own.with(true, !Boolean.FALSE.equals(own.interruptResponse())));
        }
        return all.build();
    }

    @Override
    public void encode(Command command) {
        writer().write(command);
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        return writer().beforeSound() && sound.write(audio, line().output());
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        MessageReader messages = reader;
        if (messages != null) {
            messages.read(message);
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return Profile.HEARD;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        ConfigPlan plan =
                Plans.of("the provider gemini", profile.capabilities(), false, current, wanted);
        Map<ConfigField<?>, String> rejected = new HashMap<>(plan.rejected());
        Set<ConfigField<?>> kept = new HashSet<>();
        for (ConfigField<?> field : plan.newLine().fields()) {
            String objection = SetupWriter.objection(plan.newLine().only(Set.of(field)));
            if (objection == null) {
                kept.add(field);
            } else {
                rejected.put(field, objection);
            }
        }
        return new ConfigPlan(plan.now(), plan.deferred(), plan.newLine().only(kept), rejected);
    }

    @Override
    public @Nullable ProviderError closed(int code, String reason) {
        return Closings.of(code, reason, ready, context != null && context.resumption() != null);
    }

    @Override
    public void close() {
        reader = null;
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null) {
            throw new IllegalStateException("the codec is not open");
        }
        return line;
    }

    private CommandWriter writer() {
        CommandWriter writer = commands;
        if (writer == null) {
            throw new IllegalStateException("the codec is not open");
        }
        return writer;
    }
}
