package io.patchbay.rtc.internal.libwebrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import io.patchbay.rtc.RtcException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The native calls that answer through an observer, as futures. They complete on native threads.
 */
final class Negotiation {

    private Negotiation() {}

    static CompletableFuture<RTCSessionDescription> createOffer(
            RTCPeerConnection connection, boolean restart) {
        RTCOfferOptions options = new RTCOfferOptions();
        options.iceRestart = restart;
        return made(answer -> connection.createOffer(options, answer));
    }

    static CompletableFuture<RTCSessionDescription> createAnswer(RTCPeerConnection connection) {
        return made(answer -> connection.createAnswer(new RTCAnswerOptions(), answer));
    }

    static CompletableFuture<Void> setLocal(
            RTCPeerConnection connection, RTCSessionDescription description) {
        return applied(done -> connection.setLocalDescription(description, done));
    }

    /** Applies what the far end sent. A description whose last line has no end is refused there. */
    static CompletableFuture<Void> setRemote(
            RTCPeerConnection connection, RTCSdpType type, String sdp) {
        String whole = Candidates.withFewNames(sdp); // ends its last line, too
        return applied(
                done ->
                        connection.setRemoteDescription(
                                new RTCSessionDescription(type, whole), done));
    }

    private static CompletableFuture<RTCSessionDescription> made(
            Consumer<CreateSessionDescriptionObserver> call) {
        CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
        run(
                made,
                () ->
                        call.accept(
                                new CreateSessionDescriptionObserver() {
                                    @Override
                                    public void onSuccess(RTCSessionDescription description) {
                                        made.complete(description);
                                    }

                                    @Override
                                    public void onFailure(String why) {
                                        made.completeExceptionally(refused(why));
                                    }
                                }));
        return made;
    }

    private static CompletableFuture<Void> applied(Consumer<SetSessionDescriptionObserver> call) {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        run(
                applied,
                () ->
                        call.accept(
                                new SetSessionDescriptionObserver() {
                                    @Override
                                    public void onSuccess() {
                                        applied.complete(null);
                                    }

                                    @Override
                                    public void onFailure(String why) {
                                        applied.completeExceptionally(refused(why));
                                    }
                                }));
        return applied;
    }

    /** What cannot be read is thrown at once, as an error of Java. */
    private static void run(CompletableFuture<?> result, Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            result.completeExceptionally(refused(String.valueOf(e.getMessage())));
        }
    }

    private static RtcException refused(String why) {
        return new RtcException(RtcException.Kind.DESCRIPTION, "libwebrtc says: " + why.strip());
    }
}
