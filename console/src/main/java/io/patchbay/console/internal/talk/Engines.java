package io.patchbay.console.internal.talk;

import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether this machine has WebRTC. For any thread. */
@Component(service = Engines.class)
public final class Engines {

    private @Nullable CompletableFuture<Optional<String>> answer;

    /** For the container. */
    @Activate
    public Engines() {}

    /**
     * Why there is no WebRTC, with what to do; empty when there is. Looks for it when it is first
     * asked, off the caller's thread, and again for as long as there was none.
     */
    synchronized CompletionStage<Optional<String>> missing() {
        CompletableFuture<Optional<String>> known = answer;
        if (known == null || known.isDone() && known.join().isPresent()) {
            CompletableFuture<Optional<String>> next = new CompletableFuture<>();
            answer = next;
            known = next;
            // native code may be loaded, which takes its time
            Thread looking = new Thread(() -> next.complete(look()), "patchbay-webrtc");
            looking.setDaemon(true);
            looking.start();
        }
        return known;
    }

    private static Optional<String> look() {
        try {
            RtcEngines.best();
            return Optional.empty();
        } catch (RtcException e) {
            return Optional.of(
                    "calls go over WebSocket, since there is no WebRTC here: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("calls go over WebSocket, since WebRTC does not start here");
        }
    }
}
