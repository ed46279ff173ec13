package io.patchbay.console.internal.health;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Hears what goes wrong in sessions and logs, and knows what sessions count. */
@Component(service = {SessionObserver.class, SessionWatch.class})
public final class SessionWatch implements SessionObserver {

    private final Notices notices = new Notices();
    private final SessionTally tally = new SessionTally();
    private final List<AutoCloseable> logs = new ArrayList<>();

    /** Listens to sessions alone, as it is told of them. */
    SessionWatch() {}

    /** For the container: listens to its logs, too. */
    @Activate
    public SessionWatch(BundleContext context) {
        logs.add(new JavaLog(notices));
        if (ContainerChecks.isThere("org.osgi.service.log.LogReaderService")) {
            logs.add(new ContainerLog(context, notices));
        }
    }

    /** What went wrong. */
    Notices notices() {
        return notices;
    }

    /** What sessions count. */
    SessionTally tally() {
        return tally;
    }

    @Override
    public SessionListener observe(RealtimeSession session) {
        tally.opened(session);
        return new SessionListener() {
            @Override
            public void onEvent(SessionEvent event) {
                hear(session, event);
            }
        };
    }

    private void hear(RealtimeSession session, SessionEvent event) {
        if (event instanceof SessionEvent.Warning warning) {
            note(session, Hints.of(warning));
        } else if (event instanceof SessionEvent.Error error) {
            note(session, Hints.of(error));
        } else if (event instanceof SessionEvent.Disconnected disconnected) {
            note(session, Hints.of(disconnected.reason()));
        } else if (event instanceof SessionEvent.StateChanged change
                && change.state() == SessionState.CLOSED) {
            tally.closed(session);
        }
    }

    private void note(RealtimeSession session, Hints.Said said) {
        notices.add(Notices.Way.SESSION, Instant.now(), "session", session.id(), said);
    }

    /** Listens no more. */
    @Deactivate
    void stop() throws Exception {
        for (AutoCloseable log : logs) {
            log.close();
        }
    }
}
