package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PatchbayBuilder;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One session in virtual time whose far end is the test. Workers run on the loop, too. */
final class Call implements AutoCloseable {
    /** What a server with turn detection, which interrupts and answers by itself, is set to. */
    static final TurnDetection SERVER_TURNS = TurnDetection.ServerVad.defaults().with(true, true);

    final VirtualLoop loop = new VirtualLoop();
    final ScriptedTransportFactory lines;
    final ScriptedProvider provider;
    final ScriptedTurns turns = new ScriptedTurns();
    final SessionDirectory patchbay;
    final RealtimeSession session;
    final List<SessionEvent> events = new ArrayList<>();
    final List<AudioClip> heard = new ArrayList<>();

    private Call(SessionOptions.Builder options, Consumer<PatchbayBuilder> plugs) {
        this(options, plugs, new ScriptedTransportFactory());
    }

    private Call(
            SessionOptions.Builder options,
            Consumer<PatchbayBuilder> plugs,
            ScriptedTransportFactory carriage) {
        this(options, plugs, carriage, new ScriptedProvider());
    }

    private Call(
            SessionOptions.Builder options,
            Consumer<PatchbayBuilder> plugs,
            ScriptedTransportFactory carriage,
            ScriptedProvider far) {
        lines = carriage;
        provider = far;
        PatchbayBuilder builder =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(provider);
        plugs.accept(builder);
        Patchbay built = builder.build();
        patchbay = built;
        session = listened(built.open(options.line(scripted()).build()));
    }

    /** In a runtime whose plugs come and go. */
    Call(SessionOptions.Builder options, Function<VirtualLoop, Heart> runtime) {
        lines = new ScriptedTransportFactory();
        provider = new ScriptedProvider();
        SessionRegistry sessions = runtime.apply(loop).sessions();
        patchbay = sessions;
        session = listened(sessions.open(options.build()));
    }

    private RealtimeSession listened(RealtimeSession opened) {
        opened.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        events.add(event);
                    }

                    @Override
                    public void onAudio(AudioChunk chunk) {
                        heard.add(chunk.retain());
                    }
                });
        return opened;
    }

    static LineChoice scripted() {
        return LineChoice.builder().transport("scripted").provider("scripted").key("k").build();
    }

    /** Not yet connected. */
    static Call opened(SessionOptions.Builder options) {
        return new Call(options, plugs -> {});
    }

    /** Not yet connected, with more plugs. */
    static Call opened(SessionOptions.Builder options, Consumer<PatchbayBuilder> plugs) {
        return new Call(options, plugs);
    }

    /** Connected, with an agent. */
    static Call with(RealtimeAgent agent) {
        return with(SessionOptions.builder().agent(agent));
    }

    /** Connected. */
    static Call with(SessionOptions.Builder options) {
        Call call = opened(options);
        call.connect();
        return call;
    }

    /** Not yet connected, to a provider that can do this. */
    static Call to(ProviderCapabilities provider, SessionOptions.Builder options) {
        return new Call(
                options,
                plugs -> {},
                new ScriptedTransportFactory(),
                new ScriptedProvider(provider));
    }

    /** Connected over a line that carries sound like this. */
    static Call with(SessionOptions.Builder options, TransportCapabilities carriage) {
        return with(options, new ScriptedTransportFactory(carriage), plugs -> {});
    }

    /** Connected over a line of this factory, which may be configured. */
    static Call with(
            SessionOptions.Builder options,
            ScriptedTransportFactory carriage,
            Consumer<PatchbayBuilder> plugs) {
        Call call = new Call(options, plugs, carriage);
        call.connect();
        return call;
    }

    /** Connected, without an agent, to a server that does turns as it is set to. */
    static Call thin(TurnDetection turnDetection) {
        return with(
                SessionOptions.builder()
                        .config(SessionConfig.builder().turnDetection(turnDetection).build()));
    }

    static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide").instructions("Be kind.").build();
    }

    void connect() {
        CompletionStage<Void> connected = session.connect();
        loop.run();
        assertTrue(connected.toCompletableFuture().isDone(), "connected");
        connected.toCompletableFuture().join();
    }

    ScriptedTransport line() {
        return lines.last();
    }

    void run() {
        loop.run();
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** The far end tells a turn. */
    Turn hears(Turn turn) {
        line().play(turn);
        loop.run();
        return turn;
    }

    void hears(TransportEvent event) {
        line().emit(event);
        loop.run();
    }

    /** Something of the application's, done at once. */
    <T> T does(Supplier<T> task) {
        T result = task.get();
        loop.run();
        return result;
    }

    /** The far end takes the item that was just sent. */
    Item takesItem() {
        Item item = line().expect(Command.CreateItem.class).item();
        hears(turns.accepted(item));
        return item;
    }

    /** Says something in writing, and gets as far as the request for an answer. */
    void says(String text) {
        does(() -> session.sendMessage(text));
        Item item = line().expect(Command.CreateItem.class).item();
        line().expect(Command.CreateResponse.class);
        hears(turns.accepted(item));
    }

    <E extends SessionEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends SessionEvent> E only(Class<E> kind) {
        List<E> found = events(kind);
        assertTrue(found.size() == 1, () -> "one " + kind.getSimpleName() + " in " + events);
        return found.get(0);
    }

    Stream<String> eventNames() {
        return events.stream().map(event -> event.getClass().getSimpleName());
    }

    /** The configuration that the line was opened with. */
    SessionConfig opening() {
        return line().connects().get(0).config();
    }

    /** A frame of 20 ms that is told apart by its first byte. */
    static ByteBuffer frame(int number) {
        ByteBuffer frame = ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(20));
        frame.put(0, (byte) number);
        return frame;
    }

    static <T> boolean has(SessionConfig config, ConfigField<T> field, T value) {
        return config.value(field).map(value::equals).orElse(false);
    }

    @Override
    public void close() {
        session.close(io.patchbay.api.transport.CloseReason.NORMAL);
        loop.run();
    }
}
