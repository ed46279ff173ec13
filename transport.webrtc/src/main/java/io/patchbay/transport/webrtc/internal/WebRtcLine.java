package io.patchbay.transport.webrtc.internal;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.Disclosure;
import io.patchbay.net.line.LineContext;
import io.patchbay.net.line.LineOutput;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the call of connect to its end: the codec on the text channel, sound beside
 * it. {@link Opening} brings it about. A line that is over calls nobody any more.
 *
 * <p>All of it happens on the session's loop, but for {@link #state} and {@link #close}.
 */
final class WebRtcLine implements RtcLink.Listener, Opening.Owner {

    private static final System.Logger LOG = System.getLogger(WebRtcLine.class.getName());

    /** After an error that ends the line, the provider has so long to hang up by itself. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** An engine that does not let go is not waited for. */
    private static final Duration LETTING_GO = Duration.ofSeconds(3);

    private final LineSettings settings;
    private final ConnectRequest request;
    private final TransportListener listener;
    private final RealtimeCodec codec;
    private final Disclosure disclosure;
    private final Endings endings;
    private final Opening opening;
    private final AudioFormat sendFormat;
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletionStage<Void> closed = over.minimalCompletionStage();
    private final AtomicBoolean closeAsked = new AtomicBoolean();

    private volatile TransportState state = TransportState.CONNECTING;
    private boolean muted;
    private @Nullable RtcLink link;
    private @Nullable LineOutput output;
    private @Nullable SoundOutput soundOut;
    private @Nullable SoundInput soundIn;
    private SerialLoop.@Nullable Timer lastWordsTimer;

    /** What the provider said is the end of this line. */
    private @Nullable ProviderError complaint;

    /** Why this side ends the line; the first reason stays. */
    private @Nullable CloseReason decided;

    private @Nullable Throwable failure;
    private boolean lettingGo;

    WebRtcLine(LineSettings settings, ConnectRequest request, TransportListener listener) {
        this.settings = settings;
        this.request = request;
        this.codec = request.codec();
        this.disclosure = new Disclosure(request.endpoint());
        this.endings = new Endings(disclosure);
        this.listener = disclosure.discreet(listener);
        this.sendFormat = AudioFormat.pcm16(settings.link().sendRate());
        this.opening = new Opening(settings, request, endings, this);
    }

    TransportState state() {
        return state;
    }

    /** How this line carries sound. */
    TransportCapabilities carriage() {
        return settings.carriage();
    }

    // ---- opening

    CompletionStage<Connected> connect(Links links, Executor workers) {
        tell(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        if (!isOver() && decided == null) {
            opening.begin(links, workers);
        }
        return connected.minimalCompletionStage();
    }

    @Override
    public RtcLink link(Links.Maker maker) {
        RtcLink opened = maker.open(settings.link(), loop(), this);
        link = opened;
        opened.out().mute(muted); // before anything is sent
        return opened;
    }

    @Override
    public boolean unwanted() {
        return isOver() || decided != null;
    }

    @Override
    public void failed(CloseReason reason, @Nullable Throwable cause) {
        if (decided == null) {
            failure = cause;
        }
        finish(reason);
    }

    @Override
    public void onTextOpen() {
        RtcLink opened = link;
        if (opened == null || unwanted() || output != null) {
            return;
        }
        LineOutput wire =
                new LineOutput(
                        loop(),
                        new TextWire(opened, settings.link().maxPendingText()),
                        codec,
                        listener,
                        this::tell,
                        this::tellRoom);
        output = wire;
        opening.textOpen();
        try {
            soundOut = new SoundOutput(opened.out(), sendFormat, this::tellRoom);
            soundIn = new SoundInput(AudioFormat.PCM16_48K, heardFormat());
            codec.open(new Context(wire));
        } catch (RuntimeException e) {
            failed(
                    endings.fatal("the session cannot be opened as configured: " + e.getMessage()),
                    e);
        }
    }

    /** The format that the session's speech comes in on every transport. */
    private AudioFormat heardFormat() {
        return request.config().value(ConfigField.OUTPUT_FORMAT).orElse(AudioFormat.PCM16_24K);
    }

    private final class Context extends LineContext {
        Context(LineOutput wire) {
            super(request, carriage(), listener, wire);
        }

        @Override
        public void ready() {
            WebRtcLine.this.ready();
        }

        @Override
        public void failed(ProviderError error) {
            complained(error);
        }

        @Override
        public void needsNewLine(String reason) {
            tell(new TransportEvent.NewLineNeeded(reason));
        }
    }

    /** The provider has accepted the opening. */
    @Override
    public void ready() {
        if (state != TransportState.CONNECTING || unwanted() || output == null) {
            return;
        }
        opening.over();
        state = TransportState.CONNECTED;
        tell(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
        connected.complete(new Connected(opening.callId()));
    }

    // ---- from the session to the far end

    CompletionStage<Receipt> send(Command command) {
        LineOutput wire = output;
        return state == TransportState.CONNECTED && wire != null
                ? wire.send(command)
                : CompletableFuture.failedStage(LineOutput.notConnected());
    }

    SendStatus sendAudio(ByteBuffer frame) {
        SoundOutput out = soundOut;
        if (state != TransportState.CONNECTED || out == null) {
            return SendStatus.NOT_CONNECTED;
        }
        return settings.link().devices()
                ? SendStatus.NOT_CARRIED // the microphone speaks, and nobody else
                : out.send(frame, codec.inputFormat());
    }

    void mute(boolean on) {
        muted = on;
        RtcLink current = link;
        if (current != null) {
            current.out().mute(on);
        }
    }

    // ---- from the far end to the session

    @Override
    public void onText(ByteBuffer message) {
        if (isOver() || output == null) {
            return;
        }
        try {
            codec.decode(message, RealtimeCodec.WireKind.TEXT);
        } catch (RuntimeException e) {
            contained("a message from the provider", e);
            tell(
                    new TransportEvent.Rejected(
                            null, "it could not be handled: " + e.getClass().getName()));
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        SoundInput in = soundIn;
        if (state != TransportState.CONNECTED || in == null || settings.link().devices()) {
            return;
        }
        AudioChunk chunk = in.show(frame);
        if (chunk == null) {
            return;
        }
        try {
            listener.onAudio(chunk);
        } catch (RuntimeException e) {
            contained("sound", e);
        }
    }

    @Override
    public void onWritable() {
        if (output != null) {
            output.room();
        }
    }

    @Override
    public void onSoundWritable() {
        if (soundOut != null) {
            soundOut.room();
        }
    }

    private void tellRoom() {
        try {
            listener.onWritable();
        } catch (RuntimeException e) {
            contained("the news of room", e);
        }
    }

    /** The provider has said that the line is over, or refused. */
    private void complained(ProviderError error) {
        if (complaint == null && !isOver()) {
            ProviderError clean = disclosure.clean(error);
            complaint = clean;
            lastWordsTimer = loop().schedule(() -> finish(endings.of(clean)), LAST_WORDS);
        }
    }

    /** Tells the session, unless the line is over. */
    @Override
    public void tell(TransportEvent event) {
        if (isOver()) {
            return;
        }
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            contained("an event", e);
        }
    }

    /** An exception of codec or session stays here: the thread serves others as well. */
    private static void contained(String what, RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        LOG.log(
                WARNING,
                "{0} could not be handled: {1} at {2}", // its message may hold content
                what,
                e.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
    }

    // ---- the end

    @Override
    public void onEnded(RtcException cause) {
        failed(endings.of(cause), cause);
    }

    /** From any thread. */
    CompletionStage<Void> close(CloseReason reason) {
        if (closeAsked.compareAndSet(false, true)) {
            later(() -> closeNow(reason));
        }
        return closed;
    }

    private void closeNow(CloseReason reason) {
        if (!isOver() && decided == null) {
            state = TransportState.DISCONNECTING;
            tell(new TransportEvent.StateChanged(TransportState.DISCONNECTING, null));
            finish(reason);
        }
    }

    /** Ends the line, for this reason unless there is an earlier one; lets everything go first. */
    private void finish(CloseReason reason) {
        if (decided == null) {
            decided = complaint == null ? reason : endings.of(complaint);
        }
        if (lettingGo || isOver()) {
            return;
        }
        lettingGo = true;
        opening.over();
        RtcLink opened = link;
        if (opened == null) {
            end();
            return;
        }
        SerialLoop.Timer timer = loop().schedule(this::end, LETTING_GO);
        opened.close()
                .whenComplete(
                        (nothing, problem) -> {
                            timer.cancel();
                            later(this::end);
                        });
    }

    private void end() {
        if (isOver()) {
            return;
        }
        CloseReason reason = decided == null ? CloseReason.NORMAL : decided;
        cancel(lastWordsTimer);
        try {
            codec.close();
        } catch (RuntimeException e) {
            contained("the end", e);
        }
        state = TransportState.DISCONNECTED;
        try {
            listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        } catch (RuntimeException e) {
            contained("the end", e);
        }
        connected.completeExceptionally(new ConnectException(reason, failure));
        if (output != null) {
            output.close(reason.text());
        }
        over.complete(null);
    }

    /** Runs on the loop, unless it has ended: then nobody is left to be told. */
    @Override
    public void later(Runnable task) {
        try {
            if (loop().inLoop()) {
                task.run();
            } else {
                loop().execute(task);
            }
        } catch (RejectedExecutionException e) {
            LOG.log(DEBUG, "the session's loop has ended before its line");
            state = TransportState.DISCONNECTED;
            RtcLink opened = link;
            if (opened != null) {
                opened.close();
            }
            connected.completeExceptionally(
                    new ConnectException(
                            new CloseReason(
                                    CloseReason.Cause.LOST,
                                    0,
                                    "the session's loop has ended",
                                    null),
                            e));
            over.complete(null);
        }
    }

    private boolean isOver() {
        return state == TransportState.DISCONNECTED;
    }

    private static void cancel(SerialLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private SerialLoop loop() {
        return request.loop();
    }
}
