"""The worker processes: what is enqueued by name is done here.

`workflows` says what each job does, `worker` starts a process that takes jobs off the queues.
"""
