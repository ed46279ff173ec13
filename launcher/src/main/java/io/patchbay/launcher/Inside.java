package io.patchbay.launcher;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;

/**
 * What a command finds inside the container.
 *
 * @param sessions opens sessions
 * @param directory shows the live ones
 * @param plugs shows what is plugged in
 */
record Inside(RealtimeSessions sessions, SessionDirectory directory, PlugDirectory plugs) {}
