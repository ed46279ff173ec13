package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * A codec as a session plans with it whose turns are noticed here: how they are, the provider need
 * not be asked.
 */
record TurnPlans(RealtimeCodec codec, ProviderCapabilities provider) implements RealtimeCodec {
    private static final Set<ConfigField<?>> TURNS = Set.of(ConfigField.TURN_DETECTION);

    /** A configuration without what is said of turns. */
    static SessionConfig without(SessionConfig config) {
        Set<ConfigField<?>> rest = new HashSet<>(config.fields());
        rest.remove(ConfigField.TURN_DETECTION);
        return config.only(rest);
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        if (!ClientTurns.needed(provider, wanted)) {
            return codec.plan(current, wanted);
        }
        ConfigPlan plan = codec.plan(without(current), without(wanted));
        return new ConfigPlan(
                plan.now().with(current.changesTo(wanted).only(TURNS)),
                plan.deferred(),
                plan.newLine(),
                plan.rejected());
    }

    @Override
    public AudioFormat inputFormat() {
        return codec.inputFormat();
    }

    @Override
    public void open(CodecContext context) {
        codec.open(context);
    }

    @Override
    public void encode(Command command) {
        codec.encode(command);
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        return codec.encodeAudio(audio);
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        codec.decode(message, kind);
    }

    @Override
    public void close() {
        codec.close();
    }
}
