package org.example.acme;

import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Reminds a caller of something later in the call. Has one thread, from the first call on. */
public final class AcmeReminder implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        Thread thread = new Thread(task, "acme-reminder");
                        thread.setDaemon(true);
                        return thread;
                    });

    AcmeReminder() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Waits, and says it then. The conversation goes on meanwhile, since a call is never waited for
     * by it.
     */
    @Tool(
            name = "acme_reminder",
            value = "Reminds the caller of something after some minutes.",
            timeoutMillis = 3_900_000)
    public CompletionStage<String> remind(
            @Tool.Param("How many minutes to wait, 1 to 60") int minutes,
            @Tool.Param("What to remind of") String what,
            ToolContext context) {
        if (minutes < 1 || minutes > 60) {
            return CompletableFuture.completedFuture("I can only wait for 1 to 60 minutes.");
        }
        CompletableFuture<String> reminded = new CompletableFuture<>();
        ScheduledFuture<?> waiting =
                timer.schedule(
                        () -> reminded.complete("It is time: " + what + "."),
                        minutes,
                        TimeUnit.MINUTES);
        // the caller has hung up, or the plug is on its way out: nobody waits any longer
        context.cancellation()
                .onCancelled(
                        () -> {
                            waiting.cancel(false);
                            reminded.cancel(false);
                        });
        return reminded;
    }

    /** Ends the thread; what waits is given up. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
