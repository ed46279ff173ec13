package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One connection's dialect: a thin conductor of what writes, opens and reads. */
final class OpenAiCodec implements RealtimeCodec {

    private final Profile profile;
    private final @Nullable String defaultModel;
    private final ClientEventWriter writer;
    private final AudioAppendWriter sound;
    private final @Nullable StandingFields standing;
    private final LineFormats formats;
    private final UnaskedAnswers answers;
    private @Nullable CodecContext context;
    private @Nullable Handshake handshake;
    private @Nullable ServerEventReader reader;
    private boolean closed;

    /**
     * A codec.
     *
     * @param defaultModel the model of sessions that name none, or null when there is none
     */
    OpenAiCodec(Profile profile, @Nullable String defaultModel) {
        this.profile = profile;
        this.defaultModel = defaultModel;
        this.writer = new ClientEventWriter(profile);
        this.sound = new AudioAppendWriter(profile.has(Quirk.WAV_APPENDS));
        this.standing = profile.has(Quirk.STANDING_FIELDS) ? new StandingFields() : null;
        this.formats = new LineFormats(profile.sound());
        this.answers = new UnaskedAnswers(profile);
    }

    @Override
    public void open(CodecContext context) {
        if (this.context != null) {
            throw new IllegalStateException("a codec is opened once");
        }
        this.context = context;
        Handshake opening = new Handshake(profile, context, this::encode);
        handshake = opening;
        reader = new ServerEventReader(profile, context, opening, formats, answers);
        opening.begin();
    }

    @Override
    public void encode(Command command) {
        CodecContext line = line();
        if (command instanceof Command.Raw raw) {
            send(line, raw.json().getBytes(StandardCharsets.UTF_8));
            return; // what it changes shows in the provider's answer
        }
        ObjectNode event = writer.write(command, formats.input());
        if (answers.covers(command)) {
            return; // the service answers what was committed without being asked
        }
        if (handshake != null && handshake.isOpening(command)) {
            complete(event, model(line));
        }
        if (standing != null && event.get("session") instanceof ObjectNode session) {
            standing.complete(session);
        }
        if (send(line, Json.bytes(event))) {
            answers.sent(command);
            if (command instanceof Command.UpdateSession update) {
                formats.sent(update.id(), update.change());
            }
        }
    }

    /** The model that the configuration names, or null when only the address does. */
    private @Nullable String model(CodecContext line) {
        return switch (profile.address().model()) {
            case QUERY -> null;
            case BOTH -> line.model();
            case SESSION -> line.model() == null ? defaultModel : line.model();
        };
    }

    /**
     * The opening repeats the model that was asked for, so that a wrong one is refused there, and
     * asks for the conversation to be kept where that can be asked for.
     */
    private void complete(ObjectNode event, @Nullable String model) {
        if (!(event.get("session") instanceof ObjectNode session)) {
            return;
        }
        if (model != null && !session.has("model")) {
            session.put("model", model);
        }
        if (profile.has(Quirk.RESUMES_BY_CONVERSATION) && !session.has("resumption")) {
            session.putObject("resumption").put("enabled", true);
        }
    }

    /** Answers false when the queue was full: the transport saw it refuse, and says so. */
    private static boolean send(CodecContext line, byte[] message) {
        ByteBuffer target = line.output().begin(message.length);
        if (target == null) {
            return false;
        }
        target.put(0, message).position(message.length);
        line.output().end(WireKind.TEXT);
        return true;
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        return sound.write(audio, formats.input(), line().output());
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        ServerEventReader events = reader;
        if (events != null && !closed) {
            events.read(message, kind);
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return formats.input();
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return new ConfigPlanner(profile, reader != null && reader.heard()).plan(current, wanted);
    }

    @Override
    public void close() {
        closed = true;
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null || closed) {
            throw new IllegalStateException("the codec is not open");
        }
        return line;
    }
}
