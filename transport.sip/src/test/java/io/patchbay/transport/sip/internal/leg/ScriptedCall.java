package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipException;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipStatistics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A call whose far end a test plays: what the leg did is a list of words. */
final class ScriptedCall implements SipInvitation, SipCall {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** What the leg did, in order, such as {@code ring}, {@code answer}, {@code end 503 again}. */
    final List<String> did = new CopyOnWriteArrayList<>();

    /** How asked-for things go; a test completes them or lets them fail. */
    final CompletableFuture<Void> outcome = new CompletableFuture<>();

    final ScriptedSound sound = new ScriptedSound();
    private final CompletableFuture<SipEnd> gone = new CompletableFuture<>();
    private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
    private final String id = "call-" + COUNT.incrementAndGet();
    private final boolean incoming;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private volatile @Nullable SerialLoop loop;
    private volatile SipCall.@Nullable Listener listener;
    private volatile SipState state = SipState.RINGING;

    ScriptedCall(boolean incoming, String... headers) {
        this.incoming = incoming;
        for (int i = 0; i < headers.length; i += 2) {
            this.headers.put(headers[i], List.of(headers[i + 1]));
        }
    }

    // ---- what the far end does

    /** Waits until the leg has done it. */
    void awaits(String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!did.contains(what)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the leg did " + did + " and not " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Gives up before anybody took the call. */
    void giveUp() {
        gone.complete(new SipEnd(SipEnd.Cause.REMOTE, 487, "cancelled"));
    }

    /** Confirms the answer, or answers. */
    void confirm() {
        at(
                told -> {
                    state = SipState.UP;
                    confirmed.complete(null);
                    told.onAnswered();
                });
    }

    void rings() {
        at(SipCall.Listener::onRinging);
    }

    void failToConfirm() {
        at(told -> confirmed.completeExceptionally(new SipException(408, "no ACK came")));
    }

    void says(byte[] frame) {
        at(told -> told.onAudio(ByteBuffer.wrap(frame)));
    }

    void presses(char key) {
        at(told -> told.onDtmf(key));
    }

    void holds(boolean on) {
        at(told -> told.onHold(on));
    }

    void hangsUp() {
        ends(new SipEnd(SipEnd.Cause.REMOTE, 0, "bye"));
    }

    void ends(SipEnd end) {
        at(
                told -> {
                    state = SipState.ENDED;
                    told.onEnded(end);
                });
    }

    private interface Word {
        void to(SipCall.Listener told);
    }

    private void at(Word word) {
        SerialLoop on = Objects.requireNonNull(loop, "nobody has taken the call");
        SipCall.Listener told = Objects.requireNonNull(listener);
        on.execute(() -> word.to(told));
    }

    // ---- the invitation

    @Override
    public String id() {
        return id;
    }

    @Override
    public String from() {
        return "sip:anna@example.org";
    }

    @Override
    public String fromName() {
        return "Anna";
    }

    @Override
    public String target() {
        return "sip:help@example.com";
    }

    @Override
    public InetSocketAddress source() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 5099);
    }

    @Override
    public String transport() {
        return "udp";
    }

    @Override
    public @Nullable String user() {
        return null;
    }

    @Override
    public Map<String, List<String>> headers() {
        return headers;
    }

    @Override
    public int sampleRate() {
        return 8_000;
    }

    @Override
    public void ring() {
        did.add("ring");
    }

    @Override
    public void refuse(int status, String reason, @Nullable Duration retryAfter) {
        did.add("refuse " + status + (retryAfter == null ? "" : " again"));
    }

    @Override
    public SipCall take(SerialLoop loop, SipCall.Listener listener) {
        this.loop = loop;
        this.listener = listener;
        did.add("take");
        return this;
    }

    @Override
    public CompletionStage<SipEnd> gone() {
        return gone;
    }

    // ---- the call

    @Override
    public boolean incoming() {
        return incoming;
    }

    @Override
    public SipState state() {
        return state;
    }

    @Override
    public String codec() {
        return "PCMU";
    }

    @Override
    public boolean encrypted() {
        return false;
    }

    @Override
    public CompletionStage<Void> answer() {
        did.add("answer");
        return confirmed;
    }

    @Override
    public void end(int status, String reason, @Nullable Duration retryAfter) {
        if (state == SipState.ENDED) {
            return;
        }
        did.add("end " + status + (retryAfter == null ? "" : " again"));
        ends(new SipEnd(SipEnd.Cause.LOCAL, status, reason));
    }

    @Override
    public PacedSound out() {
        return sound;
    }

    @Override
    public CompletionStage<Void> sendDtmf(String keys) {
        did.add("keys " + keys);
        return outcome;
    }

    @Override
    public CompletionStage<Void> hold(boolean on) {
        did.add("hold " + on);
        return outcome;
    }

    @Override
    public CompletionStage<Void> transfer(URI target, Duration limit) {
        did.add("transfer " + target);
        return outcome;
    }

    @Override
    public CompletionStage<Void> transfer(SipCall other, Duration limit) {
        did.add("transfer to another call");
        return outcome;
    }

    @Override
    public SipStatistics statistics() {
        return new SipStatistics(1, 2, 3, 4, 5, 6, -1, -1, 7);
    }
}
