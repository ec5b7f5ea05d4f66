/*
 * The method and the path of every route: below `API_BASE`, parameters as `:name`. Read as `ENDPOINTS.login`, and why, see
 * `limits.ts`. What else is to be said of a route stands in its row in `routes/`.
 */

export const register = { method: 'POST', path: '/auth/register' } as const;
export const login = { method: 'POST', path: '/auth/login' } as const;
export const refresh = { method: 'POST', path: '/auth/refresh' } as const;
export const logout = { method: 'POST', path: '/auth/logout' } as const;
export const changePassword = { method: 'POST', path: '/auth/password' } as const;
export const forgotPassword = { method: 'POST', path: '/auth/password/forgot' } as const;
export const resetPassword = { method: 'POST', path: '/auth/password/reset' } as const;
export const me = { method: 'GET', path: '/auth/me' } as const;
export const changeAccount = { method: 'PATCH', path: '/auth/me' } as const;
export const getEmail = { method: 'GET', path: '/auth/email' } as const;
export const changeEmail = { method: 'POST', path: '/auth/email' } as const;
export const sendVerification = { method: 'POST', path: '/auth/email/verification' } as const;
export const verifyEmail = { method: 'POST', path: '/auth/email/verify' } as const;
export const getPreferences = { method: 'GET', path: '/auth/settings' } as const;
export const changePreferences = { method: 'PATCH', path: '/auth/settings' } as const;
export const listSessions = { method: 'GET', path: '/auth/sessions' } as const;
export const listRefusedSignIns = { method: 'GET', path: '/auth/refused-sign-ins' } as const;
export const endSession = { method: 'DELETE', path: '/auth/sessions/:sessionId' } as const;
export const listConsultants = { method: 'GET', path: '/consultants' } as const;
export const createBooking = { method: 'POST', path: '/bookings' } as const;
export const listBookings = { method: 'GET', path: '/bookings' } as const;
export const changeBooking = { method: 'PATCH', path: '/bookings/:bookingId' } as const;
export const listBookingChanges = { method: 'GET', path: '/bookings/:bookingId/changes' } as const;
export const getBookingCalendar = { method: 'GET', path: '/bookings/:bookingId/calendar.ics' } as const;
export const listBlocks = { method: 'GET', path: '/blocks' } as const;
export const block = { method: 'POST', path: '/blocks' } as const;
export const unblock = { method: 'DELETE', path: '/blocks/:patientId' } as const;
export const listConversations = { method: 'GET', path: '/chat/conversations' } as const;
export const createConversation = { method: 'POST', path: '/chat/conversations' } as const;
export const listMessages = { method: 'GET', path: '/chat/conversations/:conversationId/messages' } as const;
export const listChanges = { method: 'GET', path: '/chat/conversations/:conversationId/changes' } as const;
export const sendMessage = { method: 'POST', path: '/chat/messages' } as const;
export const countUnread = { method: 'GET', path: '/chat/conversations/:conversationId/unread' } as const;
export const markRead = { method: 'POST', path: '/chat/conversations/:conversationId/read' } as const;
export const listIceServers = { method: 'GET', path: '/chat/ice-servers' } as const;
export const listCalls = { method: 'GET', path: '/chat/calls' } as const;
export const markCallsSeen = { method: 'POST', path: '/chat/calls/seen' } as const;
export const declineCall = { method: 'POST', path: '/chat/calls/:callId/decline' } as const;
export const getPushKey = { method: 'GET', path: '/push/key' } as const;
export const subscribe = { method: 'POST', path: '/push/subscriptions' } as const;
export const listReachableDevices = { method: 'GET', path: '/push/subscriptions' } as const;
export const unsubscribe = { method: 'DELETE', path: '/push/subscriptions/:subscriptionId' } as const;
export const testPush = { method: 'POST', path: '/push/test' } as const;
export const confirmPush = { method: 'POST', path: '/push/receipts' } as const;
export const keepPerson = { method: 'POST', path: '/admin/people' } as const;
export const listPeople = { method: 'GET', path: '/admin/people' } as const;
export const getPerson = { method: 'GET', path: '/admin/people/:personId' } as const;
export const deletePerson = { method: 'DELETE', path: '/admin/people/:personId' } as const;
export const disablePerson = { method: 'POST', path: '/admin/people/:personId/disable' } as const;
export const enablePerson = { method: 'POST', path: '/admin/people/:personId/enable' } as const;
export const exportPerson = { method: 'GET', path: '/admin/people/:personId/export' } as const;
export const mintToken = { method: 'POST', path: '/admin/people/:personId/tokens' } as const;
export const listPersonSessions = { method: 'GET', path: '/admin/people/:personId/sessions' } as const;
export const endPersonSessions = { method: 'DELETE', path: '/admin/people/:personId/sessions' } as const;
export const endPersonSession = {
  method: 'DELETE',
  path: '/admin/people/:personId/sessions/:sessionId',
} as const;
export const arrangeBooking = { method: 'POST', path: '/admin/bookings' } as const;
export const rearrangeBooking = { method: 'PATCH', path: '/admin/bookings/:bookingId' } as const;
export const health = { method: 'GET', path: '/health' } as const;
export const readiness = { method: 'GET', path: '/health/ready' } as const;
