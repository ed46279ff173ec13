package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.dialect.Plans;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect, its client's half: sound is binary, 24 kHz PCM16, all else is a JSON object with a
 * {@code type}. The server's half is {@link AcmeEvents}.
 *
 * <pre>
 * {"type":"configure","instructions":"…","voice":"…","tools":[…],"history":[…]}   see {@link AcmeSetup}
 * {"type":"text","role":"user","text":"…"}          a message
 * {"type":"result","call":"…","output":"…"}         what a call came to
 * {"type":"answer"}                                 asks for an answer
 * {"type":"stop"}                                   stops it
 * </pre>
 */
final class AcmeCodec implements RealtimeCodec {

    private @Nullable CodecContext context;
    private @Nullable AcmeEvents events;
    private SessionConfig config = SessionConfig.EMPTY;
    private int items;

    @Override
    public void open(CodecContext context) {
        this.context = context;
        config = known(context.initialConfig());
        events = new AcmeEvents(context, () -> config);
        ObjectNode opening = AcmeSetup.configure(config);
        AcmeSetup.history(opening, context.history());
        send(opening);
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.Raw raw) {
            send(raw.json().getBytes(StandardCharsets.UTF_8));
        } else if (command instanceof Command.UpdateSession update) {
            SessionConfig change = known(update.change());
            if (send(AcmeSetup.configure(change))) {
                config = config.with(change);
            }
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.CreateResponse create) {
            if (!create.options().isDefault()) {
                throw refused("asks for an answer as the session is configured, and no other");
            }
            send(AcmeJson.object("answer"));
        } else if (command instanceof Command.CancelResponse) {
            send(AcmeJson.object("stop"));
        } else {
            throw refused("has no word for " + command.getClass().getSimpleName());
        }
    }

    private void create(Command.CreateItem command) {
        if (!(command.placement() instanceof Placement.End)) {
            throw refused("adds to the end of the conversation only");
        }
        Item item = command.item();
        if (send(AcmeSetup.said(item))) {
            // the server confirms nothing: what is sent in order is taken in order
            Item named = item.id().isEmpty() ? item.withId("own-" + ++items) : item;
            line().listener().onEvent(new TransportEvent.ItemAdded(named, Placement.END));
            line().listener().onEvent(new TransportEvent.ItemDone(named, Placement.END));
        }
    }

    /** Of a configuration what the dialect has words for. */
    private static SessionConfig known(SessionConfig config) {
        return config.only(Set.copyOf(AcmeProvider.CAPABILITIES.mutability().keySet()));
    }

    private boolean send(ObjectNode message) {
        byte[] bytes = AcmeJson.bytes(message);
        int most = AcmeProvider.CAPABILITIES.limits().messageBytes();
        if (bytes.length > most) {
            throw new IllegalArgumentException(
                    "a message to acme has at most " + most + " bytes, not " + bytes.length);
        }
        return send(bytes);
    }

    /** False when the line's queue is full: the transport saw it refuse, and says so. */
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
        ByteBuffer out = line().output().begin(audio.remaining());
        if (out == null) {
            return false;
        }
        out.put(audio);
        line().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        AcmeEvents reader = events;
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
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        AcmeEvents reader = events;
        boolean spoken = reader != null && reader.spoken();
        return Plans.of("acme", AcmeProvider.CAPABILITIES, spoken, current, wanted);
    }

    @Override
    public void close() {
        events = null;
    }

    static UnsupportedOperationException refused(String why) {
        return new UnsupportedOperationException("the acme dialect " + why);
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return line;
    }
}
