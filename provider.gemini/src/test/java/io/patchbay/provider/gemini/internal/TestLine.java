package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A line for tests: keeps what was sent, what was told, and what became of the opening. */
class TestLine implements CodecContext, WireOutput, TransportListener {

    final GeminiCodec codec;
    final List<String> sent = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    final List<AudioClip> sound = new ArrayList<>();
    final List<ProviderError> failures = new ArrayList<>();
    final VirtualLoop loop = new VirtualLoop();
    int ready;
    boolean full;
    boolean wantsRaw;
    SessionConfig config = SessionConfig.EMPTY;
    List<Item> history = List.of();
    @Nullable ResumptionHandle resumption;
    @Nullable String model;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    TestLine() {
        this("gemini");
    }

    TestLine(String profile) {
        codec =
                (GeminiCodec)
                        new GeminiConnector(
                                        Profile.of(profile),
                                        Service.of(
                                                profile.equals("vertex")
                                                        ? Settings.of(Map.of("project", "p1"))
                                                        : Settings.EMPTY))
                                .openCodec();
    }

    TestLine with(SessionConfig wanted) {
        config = wanted;
        return this;
    }

    /** Opened, accepted, and with nothing to see of it. */
    TestLine established() {
        codec.open(this);
        receive("{\"setupComplete\":{}}");
        sent.clear();
        events.clear();
        return this;
    }

    /** As the service sends it: JSON in a binary message, in the middle of a larger array. */
    void receive(String json) {
        byte[] bytes = ("??" + json).getBytes(StandardCharsets.UTF_8);
        codec.decode(ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice(), WireKind.BINARY);
    }

    /** What came of some messages, in a word each. */
    List<String> told(String... messages) {
        int before = events.size();
        for (String message : messages) {
            receive(message);
        }
        return events.subList(before, events.size()).stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    /** What one command sends. */
    List<String> sentBy(Command command) {
        sent.clear();
        codec.encode(command);
        return List.copyOf(sent);
    }

    <E extends TransportEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends TransportEvent> E last(Class<E> type) {
        List<E> all = all(type);
        if (all.isEmpty()) {
            throw new AssertionError("no " + type.getSimpleName() + " in " + events);
        }
        return all.get(all.size() - 1);
    }

    /** The first message: what the line was opened with. */
    ObjectNode setup() {
        sent.clear();
        codec.open(this);
        return (ObjectNode) Json.object("setup", sent.get(0)).get("setup");
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (full) {
            return null;
        }
        buffer = ByteBuffer.wrap(new byte[maxBytes + 7], 5, maxBytes).slice();
        return buffer;
    }

    @Override
    public void end(WireKind kind) {
        sent.add(
                new String(
                        buffer.array(),
                        buffer.arrayOffset(),
                        buffer.position(),
                        StandardCharsets.UTF_8));
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        sound.add(chunk.retain());
    }

    @Override
    public boolean wantsRaw() {
        return wantsRaw;
    }

    @Override
    public WireOutput output() {
        return this;
    }

    @Override
    public TransportListener listener() {
        return this;
    }

    @Override
    public SerialLoop loop() {
        return loop;
    }

    @Override
    public SessionConfig initialConfig() {
        return config;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public TransportCapabilities transport() {
        return new TransportCapabilities(
                "test", TransportCapabilities.Media.MESSAGES, false, false);
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return resumption;
    }

    @Override
    public List<Item> history() {
        return history;
    }

    @Override
    public void ready() {
        ready++;
    }

    @Override
    public void failed(ProviderError error) {
        failures.add(error);
    }

    @Override
    public void needsNewLine(String reason) {
        throw new AssertionError(reason);
    }
}
