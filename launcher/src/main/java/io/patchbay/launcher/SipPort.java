package io.patchbay.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/** Has telephones call at a port of the command line, whatever a file says of it meanwhile. */
final class SipPort implements AutoCloseable, ConfigurationListener {

    /** The configuration that opens the door for telephones. */
    static final String PID = "io.patchbay.transport.sip";

    private static final System.Logger LOG = System.getLogger(SipPort.class.getName());

    private static final String PORT = "port";

    private final BundleContext context;
    private final String port;
    private final ServiceRegistration<ConfigurationListener> listening;

    SipPort(BundleContext context, int port) {
        this.context = context;
        this.port = String.valueOf(port);
        this.listening =
                context.registerService(ConfigurationListener.class, this, new Hashtable<>());
        set();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid().equals(PID)) {
            set();
        }
    }

    private synchronized void set() {
        ServiceReference<ConfigurationAdmin> reference =
                context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            throw new IllegalStateException("there is no ConfigAdmin, so that no port can be set");
        }
        try {
            Configuration configuration = admin.getConfiguration(PID, "?");
            Dictionary<String, Object> settings = configuration.getProperties();
            if (settings == null) {
                configuration.update(new Hashtable<>(Map.of(PORT, port)));
            } else if (!port.equals(String.valueOf(settings.get(PORT)))) {
                settings.put(PORT, port);
                configuration.update(settings);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the port for telephone calls was not set: {0}", e.getMessage());
        } finally {
            context.ungetService(reference);
        }
    }

    @Override
    public void close() {
        listening.unregister();
    }
}
