package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect on one connection, {@code wss://agent.deepgram.com/v1/agent/converse}: sound is
 * binary both ways, all else is a JSON object with a {@code type}. What it says is in {@link
 * ClientMessages}, what it hears in {@link ServerMessages}. Facts: Deepgram's AsyncAPI document
 * (github.com/deepgram/deepgram-api-specs) and the guides of developers.deepgram.com.
 */
final class DeepgramCodec implements RealtimeCodec {

    private final ServiceSettings service;
    private AudioFormat input = AudioFormat.PCM16_24K;
    private long heardBytes;
    private @Nullable CodecContext context;
    private @Nullable Conversation conversation;
    private @Nullable ServerMessages server;
    private @Nullable ClientMessages client;
    private @Nullable KeepAlive keepAlive;

    DeepgramCodec(ServiceSettings service) {
        this.service = service;
    }

    @Override
    public void open(CodecContext line) {
        if (context != null) {
            throw new IllegalStateException("a codec is opened once");
        }
        context = line;
        SessionConfig config =
                line.initialConfig().only(Set.copyOf(Abilities.ALL.mutability().keySet()));
        try {
            open(line, config);
        } catch (IllegalArgumentException e) {
            line.failed(Complaints.unwritable(e));
        }
    }

    private void open(CodecContext line, SessionConfig config) {
        AgentSettings settings = new AgentSettings(service, line.model(), config);
        ObjectNode opening = settings.opening(config, line.history());
        AudioFormat output = SoundNames.read(opening, "output");
        input = SoundNames.read(opening, "input");
        SessionConfig sound =
                SessionConfig.builder().inputFormat(input).outputFormat(output).build();
        InForce inForce = new InForce(config.with(sound));
        Conversation said =
                new Conversation(
                        line.listener(),
                        output,
                        () -> input.millis(heardBytes),
                        new Calls(line.history()));
        KeepAlive alive = new KeepAlive(line.loop(), () -> send(Json.message("KeepAlive")));
        keepAlive = alive;
        conversation = said;
        server = new ServerMessages(line, said, inForce, () -> send(opening), () -> ready(alive));
        client =
                new ClientMessages(
                        line.listener(), settings, said, inForce, service.say(), this::send);
    }

    private void ready(KeepAlive alive) {
        alive.begin();
        int untold = PastMessages.untold(line().history());
        if (untold > 0) {
            line().listener()
                    .onEvent(
                            new TransportEvent.Notice(
                                    "history-untold",
                                    untold
                                            + " items of the history have no place in Deepgram's"
                                            + " opening and are left out"));
        }
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.Raw raw) {
            send(raw.json().getBytes(StandardCharsets.UTF_8));
            return;
        }
        ClientMessages writer = client;
        if (writer == null) {
            throw new IllegalStateException("the codec is not open");
        }
        writer.write(command);
    }

    private boolean send(ObjectNode message) {
        return send(Json.bytes(message));
    }

    /** Answers false when the queue was full: the transport saw it refuse, and says so. */
    private boolean send(byte[] message) {
        ByteBuffer out = line().output().begin(message.length);
        if (out == null) {
            return false;
        }
        out.put(message);
        line().output().end(WireKind.TEXT);
        return true;
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        int bytes = audio.remaining();
        ByteBuffer out = line().output().begin(bytes);
        if (out == null) {
            return false;
        }
        out.put(audio);
        line().output().end(WireKind.BINARY);
        heardBytes += bytes;
        if (keepAlive != null) {
            keepAlive.sent();
        }
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        ServerMessages reader = server;
        if (reader == null) {
            return; // the line is gone
        }
        if (kind == WireKind.BINARY) {
            reader.sound(message);
        } else {
            reader.message(StandardCharsets.UTF_8.decode(message).toString());
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return input;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return Wishes.plan(conversation != null && conversation.heard(), current, wanted);
    }

    @Override
    public void close() {
        server = null;
        client = null;
        if (keepAlive != null) {
            keepAlive.end();
            keepAlive = null;
        }
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return line;
    }
}
