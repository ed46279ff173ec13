package io.patchbay.launcher;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.management.PlugControl;
import org.osgi.framework.BundleContext;

/**
 * What a command finds inside the container.
 *
 * @param sessions opens sessions
 * @param directory shows the live ones
 * @param plugs shows what is plugged in
 * @param control changes what is plugged in
 * @param bundle where a command registers services of its own
 */
record Inside(
        RealtimeSessions sessions,
        SessionDirectory directory,
        PlugDirectory plugs,
        PlugControl control,
        BundleContext bundle) {}
