package io.patchbay.api.session;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The live sessions, for whoever operates them. A service of the runtime; for any thread. */
@ProviderType
public interface SessionDirectory {

    /** What is going on, oldest first. A snapshot. */
    List<SessionInfo> sessions();

    /** A live session, to look into or to control. */
    Optional<RealtimeSession> session(String id);
}
