package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.rtc.SessionDescription;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One peer connection. Native calls are made under its lock, so that none meets the end of what it
 * works on; what native code calls takes no lock, since its threads serve all peers. Steps that
 * follow such a call run on the engine's own thread.
 */
final class LibwebrtcPeer implements RtcPeer {

    private static final Logger LOG = System.getLogger(LibwebrtcPeer.class.getName());

    /** The other candidates of this host come within this after the first. */
    private static final long HOST_MILLIS = 20;

    /** Servers that help to find a path are waited for no longer than this. */
    private static final long HELP_MILLIS = 3_000;

    private final RtcSettings settings;
    private final Listener listener;
    private final MediaFactory factory;
    private final ScheduledExecutorService steps;
    private final BiConsumer<LibwebrtcPeer, MediaFactory> ended;
    private final PeerEvents events = new PeerEvents(this);
    private final Candidates candidates = new Candidates();
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Object calling = new Object();
    private final Object pushing = new Object();

    /** Changes under both locks; calls are made under one of them, or on native threads. */
    private volatile @Nullable NativeConnection connection;

    private volatile @Nullable TextChannel text;
    private volatile @Nullable AudioTrack heard;
    private volatile @Nullable RtcException failure;
    private volatile int maxText = TextChannel.MAX_BYTES;

    LibwebrtcPeer(
            RtcSettings settings,
            Listener listener,
            MediaFactory factory,
            ScheduledExecutorService steps,
            BiConsumer<LibwebrtcPeer, MediaFactory> ended) {
        this.settings = settings;
        this.listener = listener;
        this.factory = factory;
        this.steps = steps;
        this.ended = ended;
    }

    /** Makes what is native of it. */
    void open() {
        synchronized (calling) {
            synchronized (pushing) {
                if (!closing.get()) {
                    connection = NativeConnection.make(factory, settings, events);
                }
            }
        }
    }

    @Override
    public CompletionStage<String> offer() {
        return track(
                call(
                        native_ -> {
                            if (text == null) {
                                adopt(
                                        native_.createDataChannel(
                                                settings.textChannel(), new RTCDataChannelInit()));
                            }
                            return applyOffer(native_, false);
                        }));
    }

    @Override
    public CompletionStage<String> restart() {
        return track(call(native_ -> applyOffer(native_, true)));
    }

    /** Without candidates, as browsers post theirs: the far end sees where packets come from. */
    private CompletableFuture<String> applyOffer(RTCPeerConnection native_, boolean restart) {
        return Negotiation.createOffer(native_, restart)
                .thenComposeAsync(offer -> applyLocal(offer), steps);
    }

    @Override
    public CompletionStage<String> answer(String offer) {
        return track(
                checked(() -> SessionDescription.offer(offer), RTCSdpType.OFFER, offer)
                        .thenComposeAsync(set -> call(Negotiation::createAnswer), steps)
                        .thenComposeAsync(answer -> applyLocal(answer), steps)
                        .thenComposeAsync(this::withCandidates, steps));
    }

    private CompletableFuture<String> applyLocal(RTCSessionDescription description) {
        candidates.expect(description.sdp);
        return call(native_ -> Negotiation.setLocal(native_, description))
                .thenApply(set -> description.sdp);
    }

    /**
     * Waiting for the whole search takes 100 ms more than it brings, except where a server is asked
     * for a way through a firewall.
     */
    private CompletableFuture<String> withCandidates(String answer) {
        CompletableFuture<Void> enough =
                settings.iceServers().isEmpty()
                        ? candidates
                                .first()
                                .toCompletableFuture()
                                .thenRunAsync(() -> {}, after(HOST_MILLIS))
                        : candidates
                                .all()
                                .toCompletableFuture()
                                .completeOnTimeout(null, HELP_MILLIS, TimeUnit.MILLISECONDS);
        return enough.thenApplyAsync(
                found -> {
                    if (candidates.none()) {
                        throw new RtcException(
                                RtcException.Kind.PATH,
                                "this machine has no address that the far end could reach");
                    }
                    return candidates.in(answer);
                },
                steps);
    }

    private Executor after(long millis) {
        return task -> steps.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Void> accept(String answer) {
        return track(checked(() -> SessionDescription.answer(answer), RTCSdpType.ANSWER, answer));
    }

    /** Without audio that both know libwebrtc would go on, in silence. */
    private CompletableFuture<Void> checked(Runnable check, RTCSdpType type, String sdp) {
        try {
            check.run();
        } catch (RtcException e) {
            return CompletableFuture.failedFuture(e);
        }
        return call(native_ -> Negotiation.setRemote(native_, type, sdp))
                .thenAccept(set -> maxText = TextChannel.maxBytes(sdp));
    }

    @Override
    public void push(ByteBuffer frame) {
        synchronized (pushing) {
            NativeConnection now = connection;
            if (now != null) {
                now.push(frame);
            }
        }
    }

    @Override
    public void muteDevices(boolean on) {
        synchronized (calling) {
            NativeConnection now = connection;
            if (now != null) {
                now.enable(!on);
            }
        }
    }

    @Override
    public void sendText(ByteBuffer utf8) {
        if (utf8.remaining() > maxText) {
            throw new IllegalArgumentException(
                    "the far end takes messages of "
                            + maxText
                            + " bytes, and this one has "
                            + utf8.remaining());
        }
        synchronized (calling) {
            TextChannel channel = text;
            if (channel == null || connection == null) {
                throw closed();
            }
            channel.send(utf8);
        }
    }

    @Override
    public long bufferedText() {
        synchronized (calling) {
            TextChannel channel = text;
            return channel == null || connection == null ? 0 : channel.buffered();
        }
    }

    @Override
    public int maxText() {
        return maxText;
    }

    @Override
    public Optional<RtcException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        boolean first = closing.compareAndSet(false, true);
        events.forget();
        synchronized (calling) {
            NativeConnection ending;
            synchronized (pushing) {
                ending = connection;
                connection = null;
            }
            if (ending != null) {
                end(ending);
            }
        }
        if (first) {
            pending.forEach(one -> one.completeExceptionally(closed()));
            ended.accept(this, factory);
        }
    }

    private void end(NativeConnection ending) {
        AudioTrack track = heard;
        if (track != null) {
            Teardown.step(LOG, "sink", () -> track.removeSink(events));
        }
        TextChannel channel = text;
        if (channel != null) {
            channel.close();
        }
        ending.close();
        // one that came meanwhile was not closed, and is over with the connection
        TextChannel last = text;
        if (last != null) {
            last.dispose();
        }
    }

    // --- what native code says, on its threads ------------------------------------------------

    void stateChanged(RTCPeerConnectionState state) {
        NativeConnection now = connection;
        if (state == RTCPeerConnectionState.FAILED) {
            failure =
                    now != null && now.keysRefused()
                            ? new RtcException(
                                    RtcException.Kind.SECURITY,
                                    "the far end's key is not the one that its description names,"
                                            + " or no keys could be agreed on")
                            : new RtcException(
                                    RtcException.Kind.PATH,
                                    "no packets come through between here and the far end");
        }
        listener.onState(RtcState.valueOf(state.name()));
    }

    void gathering(RTCIceGatheringState state) {
        if (state == RTCIceGatheringState.COMPLETE) {
            candidates.complete();
        }
    }

    void found(RTCIceCandidate candidate) {
        candidates.add(candidate);
    }

    void trackCame(RTCRtpTransceiver transceiver) {
        MediaStreamTrack track = transceiver.getReceiver().getTrack();
        if (heard == null && track instanceof AudioTrack audio) {
            heard = audio;
            audio.addSink(events);
        }
    }

    void channelCame(RTCDataChannel channel) {
        if (text == null) {
            adopt(channel);
            channelChanged();
        } else {
            // there is one conversation on one channel
            steps.execute(() -> refuse(channel));
        }
    }

    void channelChanged() {
        TextChannel channel = text;
        if (channel != null && channel.becameOpen()) {
            listener.onTextOpen();
        }
        if (channel != null && channel.becameOver()) {
            listener.onTextClosed();
        }
    }

    void textCame(ByteBuffer utf8) {
        factory.countMessage();
        listener.onText(utf8);
    }

    void soundCame(byte[] sound, int bits, int sampleRate, int channels) {
        if (bits == 16) {
            ByteBuffer frame = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
            listener.onAudio(frame, sampleRate, channels);
        }
    }

    /** With the peer's factory gone, touching the channel would end the JVM: it stays then. */
    private void refuse(RTCDataChannel channel) {
        synchronized (calling) {
            if (connection != null) {
                channel.close();
                Teardown.step(LOG, "refused channel", channel::dispose);
            }
        }
    }

    private void adopt(RTCDataChannel channel) {
        TextChannel one = new TextChannel(channel);
        text = one;
        one.hear(events);
    }

    // --- calls --------------------------------------------------------------------------------

    private <T> CompletableFuture<T> call(Function<RTCPeerConnection, CompletableFuture<T>> call) {
        synchronized (calling) {
            NativeConnection now = connection;
            if (now == null) {
                return CompletableFuture.failedFuture(closed());
            }
            try {
                return call.apply(now.connection());
            } catch (Throwable e) {
                return CompletableFuture.failedFuture(
                        new RtcException(
                                RtcException.Kind.DESCRIPTION, "libwebrtc refuses: " + e, e));
            }
        }
    }

    /** A result that fails when the peer is closed, and with nothing but our exception. */
    private <T> CompletionStage<T> track(CompletableFuture<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        pending.add(result);
        result.whenComplete((done, failed) -> pending.remove(result));
        work.whenComplete(
                (done, failed) -> {
                    if (failed == null) {
                        result.complete(done);
                    } else {
                        result.completeExceptionally(unwrap(failed));
                    }
                });
        if (closing.get()) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    private static RtcException unwrap(Throwable failed) {
        Throwable cause = failed;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RtcException ours
                ? ours
                : new RtcException(RtcException.Kind.DESCRIPTION, "libwebrtc: " + cause, cause);
    }

    private static RtcException closed() {
        return new RtcException(RtcException.Kind.CLOSED, "this peer was closed");
    }
}
